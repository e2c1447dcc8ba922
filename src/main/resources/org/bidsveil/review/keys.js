import { state } from "./state.js";
import { $, run, slide } from "./page.js";
import { canvas, show, showMask, viewer } from "./viewer.js";
import { choose } from "./pen.js";
import { dabAtCross } from "./pointer.js";
import { keep, redo, undo } from "./drafts.js";
import { compare, discard, step } from "./scan.js";
import { apply, decide } from "./decisions.js";

const view = value => () => { $("view").value = value; show(); };

const KEYS = {
  n: () => step(1), p: () => step(-1),
  l: () => choose("look"), b: () => choose("paint"), e: () => choose("erase"), f: () => choose("fill"), c: () => choose("cut"),
  "[": () => slide("size", -1), "]": () => slide("size", 1), d: () => { $("shape").value = $("shape").value === "ball" ? "disc" : "ball"; },
  "-": () => slide("opacity", -5), "+": () => slide("opacity", 5), "=": () => slide("opacity", 5),
  m: () => showMask(!$("mask").checked), u: () => $("outline").click(), h: () => $("onHead").click(),
  z: undo, y: redo, s: keep, g: apply,
  1: view("multi"), 2: view("axial"), 3: view("coronal"), 4: view("sagittal"), 5: view("render"),
  o: compare,
  a: () => decide("accept"), r: () => decide("reject"), t: () => $("note").focus(),
};

const ON_CANVAS = {
  ArrowLeft: () => viewer.moveCrosshairInVox(-1, 0, 0), ArrowRight: () => viewer.moveCrosshairInVox(1, 0, 0),
  ArrowUp: () => viewer.moveCrosshairInVox(0, 0, 1), ArrowDown: () => viewer.moveCrosshairInVox(0, 0, -1),
  PageUp: () => viewer.moveCrosshairInVox(0, 1, 0), PageDown: () => viewer.moveCrosshairInVox(0, -1, 0),
  " ": dabAtCross,
};

function pressed(event) {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "z" && !event.target.matches("textarea")) {
    event.preventDefault();
    run(event.shiftKey ? redo : undo)();
    return;
  }
  if (command || event.altKey || $("ask").open || !state.current) { return; }
  if (event.target.matches("textarea")) {
    if (event.key === "Escape") { event.target.blur(); }
    return;
  }
  const isCanvas = event.target === canvas && Object.hasOwn(ON_CANVAS, event.key);
  const action = isCanvas ? ON_CANVAS[event.key] : KEYS[event.key];
  if (!isCanvas && (!Object.hasOwn(KEYS, event.key) || event.target.matches("select"))) { return; }
  event.preventDefault();
  // The viewer has keys of its own.
  event.stopPropagation();
  run(action)(event);
}

/** Keys, and the buttons that do the same. */
export function begin() {
  document.addEventListener("keydown", pressed, true);
  document.querySelectorAll("[name=pen]").forEach(radio => radio.addEventListener("change", () => choose(radio.value)));
  const buttons = { undo, redo, save: keep, discard, apply, compare, accept: KEYS.a, reject: KEYS.r };
  for (const [id, action] of Object.entries(buttons)) { $(id).addEventListener("click", run(action)); }
}
