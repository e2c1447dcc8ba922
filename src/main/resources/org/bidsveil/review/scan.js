import { at, isOpen, state } from "./state.js";
import { $, say } from "./page.js";
import { ask } from "./server.js";
import { listed, renew, showList } from "./list.js";
import { showFacts } from "./numbers.js";
import { whatToDo } from "./saving.js";
import * as outlines from "./outlines.js";
import * as pen from "./pen.js";
import * as strokes from "./strokes.js";
import * as drafts from "./drafts.js";
import { loadImage, loadMask, putMask, show, showMask, viewer, voxelsOf } from "./viewer.js";

/** Who steps through the list does not wait for the brain of every scan. */
const BRAIN_AFTER_MS = 600;

/** current or original: what is shown below the mask. */
let image = "current";
let brainTimer = 0;
/** The scan whose brain is outlined. */
let outlined = -1;

const isOriginal = () => image === "original";

export async function open(number) {
  await drafts.keep();
  state.current = state.scans[number];
  pen.choose("look");
  history.replaceState(null, "", "#scan=" + encodeURIComponent(state.current.scan));
  strokes.opened(false);
  $("note").value = state.current.note;
  showFacts();
  showList();
  renew(await ask("GET", at("state")));
  $("note").value = state.current.note;
  image = state.current.status === "missing" ? "original" : "current";
  await load();
}

function whatIsShown() {
  if (state.current.draft) { return "This is the saved draft; it is not applied."; }
  if (state.current.proposal) { return "No mask is in force. Shown is the proposal that was rejected: mend it and apply it."; }
  return isOpen() ? whatToDo() : "";
}

/** The image and, on it, the mask as it is being painted. */
export async function load() {
  document.documentElement.dataset.loaded = "";
  say("Loading …");
  const number = state.current.number;
  clearTimeout(brainTimer);
  if (outlined !== number) { outlines.setBrain(null); }
  try {
    await loadImage(at(image), isOriginal());
    await loadMask(at("mask"));
    strokes.opened(state.current.draft);
    drafts.showHistory();
    show();
    showMask(state.current.draft || state.current.proposal || isOriginal());
    say(whatIsShown());
    document.documentElement.dataset.image = image;
    document.documentElement.dataset.loaded = String(number);
    loadBrain();
  } catch (error) {
    // The list and the other scans can still be looked at.
    say(error.message, true);
  }
}

/** The brain takes the server some seconds: it comes when the scan has been looked at for a moment. */
export function loadBrain() {
  clearTimeout(brainTimer);
  if (!$("outline").checked || !state.current || outlined === state.current.number) { return; }
  const number = state.current.number;
  $("brainKey").textContent = "blue: brain, being found …";
  brainTimer = setTimeout(async () => {
    try {
      const voxels = await voxelsOf("/scans/" + number + "/brain");
      if (state.current.number !== number) { return; }
      outlined = number;
      outlines.setBrain(voxels);
      $("brainKey").textContent = voxels.some(v => v > 0) ? "blue: brain" : "blue: brain (none found)";
      document.documentElement.dataset.brain = String(number);
    } catch (error) {
      if (state.current.number !== number) { return; }
      $("brainKey").textContent = "the brain cannot be outlined";
      say("The brain cannot be outlined: " + error.message, true);
    }
  }, BRAIN_AFTER_MS);
}

/** The other image below the same strokes. */
export async function compare() {
  image = isOriginal() ? "current" : "original";
  const mask = viewer.drawBitmap?.slice();
  say("Loading …");
  try {
    await loadImage(at(image), isOriginal());
  } catch (error) {
    image = "current";
    await loadImage(at(image), false);
    throw error;
  } finally {
    if (mask) { putMask(mask); }
    show();
  }
  showMask(pen.pen() !== "look" || isOriginal() || strokes.dirty());
  say("");
  document.documentElement.dataset.image = image;
}

/** The scan as it is after a mask was applied. */
export async function loadNow() {
  image = "current";
  await load();
}

export async function discard() {
  await drafts.forget();
  await load();
}

export function step(by) {
  const visible = listed();
  const place = visible.findIndex(scan => scan.number === state.current?.number);
  const next = visible[place + by];
  return next ? open(next.number) : say(by > 0 ? "This is the last scan of the list." : "This is the first scan of the list.");
}
