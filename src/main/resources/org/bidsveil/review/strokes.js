import { viewer } from "./viewer.js";

/** Bytes of strokes that can be undone; beyond that the oldest go. */
const LARGEST_HISTORY = 400e6;

let past = [];
let future = [];
/** The stroke that is being made. */
let stroke = null;
/** The number of strokes at which the server has the mask; -1 when it has none such. */
let saved = 0;
/** Whether the mask at the bottom of the strokes is a draft, or what is in force. */
let bottomIsDraft = false;

/** Is called after each change. */
let changed = () => {};
export const onChange = action => { changed = action; };

/** A mask was opened: nothing can be undone. */
export function opened(isDraft) {
  past = [];
  future = [];
  stroke = null;
  saved = 0;
  bottomIsDraft = isDraft;
}

export const count = () => past.length;
export const undone = () => future.length;
export const dirty = () => past.length !== saved;
/** Whether the mask is what is in force, with nothing painted on it. */
export const isAsOpened = () => past.length === 0 && !bottomIsDraft;
export const savedAt = () => saved;
export const setSaved = strokes => { saved = strokes; };

/** Changes one voxel, as part of the stroke. */
export function set(v, value) {
  const before = viewer.drawBitmap[v];
  if (before !== value) {
    stroke ??= { voxels: [], before: [] };
    stroke.voxels.push(v);
    stroke.before.push(before);
    viewer.drawBitmap[v] = value;
  }
}

/** What changed since the pen came down can be undone at once. */
export function end() {
  if (!stroke) { return; }
  past.push({ voxels: Int32Array.from(stroke.voxels), before: Uint8Array.from(stroke.before) });
  stroke = null;
  future = [];
  if (saved >= past.length) { saved = -1; }
  let bytes = past.reduce((sum, one) => sum + 5 * one.voxels.length, 0);
  while (bytes > LARGEST_HISTORY && past.length > 1) {
    bytes -= 5 * past.shift().voxels.length;
    saved -= 1;
    bottomIsDraft = true;
  }
  viewer.refreshDrawing(true);
  changed();
}

/** Swaps what a stroke changed with what was there; the same again swaps it back. */
function swap(one) {
  for (let n = 0; n < one.voxels.length; n++) {
    const v = one.voxels[n];
    const now = viewer.drawBitmap[v];
    viewer.drawBitmap[v] = one.before[n];
    one.before[n] = now;
  }
  viewer.refreshDrawing(true);
}

/** Moves one stroke over; false at the end. */
function move(from, to) {
  if (stroke) { return true; }
  const one = from.pop();
  if (!one) { return false; }
  swap(one);
  to.push(one);
  changed();
  return true;
}

export const undo = () => move(past, future);
export const redo = () => move(future, past);
