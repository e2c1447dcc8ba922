import { at, isOpen, state } from "./state.js";
import { $, run, say } from "./page.js";
import { ask } from "./server.js";
import { renew } from "./list.js";
import { maskFile } from "./viewer.js";
import * as strokes from "./strokes.js";

const AUTOSAVE_MS = 700;
const NIFTI = "application/octet-stream";
let timer = 0;
let noteTimer = 0;

const dirty = () => state.current !== null && strokes.dirty();

export function showHistory() {
  $("undo").disabled = strokes.count() === 0;
  $("redo").disabled = strokes.undone() === 0;
  document.documentElement.dataset.strokes = strokes.count();
}

function changed() {
  showHistory();
  clearTimeout(timer);
  if (!dirty()) { say(strokes.count() ? "Draft saved." : "As it was opened."); return; }
  say("Not saved yet.");
  timer = setTimeout(run(keep), AUTOSAVE_MS);
}

/** Keeps the mask as a draft, and the note. At the bottom of the strokes there is nothing to keep. */
export async function keep() {
  await keepNote();
  clearTimeout(timer);
  if (!dirty()) { return; }
  const scan = state.current;
  const painted = strokes.count();
  if (strokes.isAsOpened()) {
    renew(await ask("DELETE", "/scans/" + scan.number + "/draft"));
    strokes.setSaved(0);
    say("As it was opened: there is no draft.");
    return;
  }
  const file = await maskFile();
  const before = strokes.savedAt();
  strokes.setSaved(painted);
  try {
    renew(await ask("PUT", "/scans/" + scan.number + "/draft", file, NIFTI));
    if (strokes.count() === painted) { say("Draft saved. The scan is not changed before it is applied."); }
  } catch (error) {
    strokes.setSaved(before);
    throw error;
  }
}

/** Keeps what is shown even if nothing was painted on it. */
export async function keepAsShown() {
  renew(await ask("PUT", at("draft"), await maskFile(), NIFTI));
}

/** Back to the mask in force; what was painted cannot be had again. */
export async function forget() {
  clearTimeout(timer);
  strokes.opened(false);
  renew(await ask("DELETE", at("draft")));
}

async function keepNote() {
  clearTimeout(noteTimer);
  if (!state.current || isOpen() || $("note").value === state.current.note) { return; }
  const scan = state.current;
  const note = $("note").value;
  scan.note = note;
  await ask("PUT", "/scans/" + scan.number + "/note", JSON.stringify({ note }), "application/json");
}

export function undo() {
  if (!strokes.undo()) { say("There is nothing to undo: this is the mask as it was opened."); }
}

export function redo() {
  if (!strokes.redo()) { say("There is nothing to redo."); }
}

export function begin() {
  strokes.onChange(changed);
  $("note").addEventListener("input", () => {
    clearTimeout(noteTimer);
    noteTimer = setTimeout(run(keepNote), AUTOSAVE_MS);
  });
  window.addEventListener("beforeunload", event => {
    if (dirty()) {
      run(keep)();
      event.preventDefault();
    }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { run(keep)(); } });
}
