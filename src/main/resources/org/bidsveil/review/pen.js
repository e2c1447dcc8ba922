import { ACROSS, WITHIN, here, showMask, sizes, spacing, viewer } from "./viewer.js";
import { $, say } from "./page.js";
import * as strokes from "./strokes.js";

/** look, paint, erase, fill or cut. */
export const pen = () => document.querySelector("[name=pen]:checked").value;

export function choose(value) {
  if (value !== "look" && viewer) { showMask(true); }
  document.querySelector("[name=pen][value=" + value + "]").checked = true;
  $("cursor").hidden = true;
  document.documentElement.dataset.pen = value;
}

let last = null;

/** The pen comes down, or is lifted: the next dab has none before it. */
export function lift() { last = null; }

/** From where the brush was to where it is, so that a quick hand leaves no gaps. */
export function brush(plane) {
  if (!viewer.drawBitmap || (pen() !== "paint" && pen() !== "erase")) { return; }
  const to = here();
  const size = spacing();
  const from = last ?? to;
  const way = Math.hypot(...to.map((v, n) => (v - from[n]) * size[n]));
  const radius = Number($("size").value) / 2;
  const steps = Math.max(1, Math.ceil(way / Math.max(radius / 2, Math.min(...size))));
  for (let n = 1; n <= steps; n++) { dab(from.map((v, axis) => Math.round(v + (to[axis] - v) * n / steps)), radius, plane); }
  last = to;
  viewer.refreshDrawing(true);
}

/** A ball of the pen's size around a voxel, in mm whatever the voxels' size, or its cut with the slice. */
function dab(centre, radius, plane) {
  const value = pen() === "paint" ? 1 : 0;
  const n = sizes();
  const size = spacing();
  const flat = $("shape").value === "disc" && plane >= 0 ? ACROSS[plane] : -1;
  const reach = size.map((s, axis) => (axis === flat ? 0 : Math.ceil(radius / s)));
  const limited = $("limit").checked;
  const least = Number($("threshold").value);
  const [lo, hi] = [centre.map((v, axis) => Math.max(0, v - reach[axis])), centre.map((v, axis) => Math.min(n[axis] - 1, v + reach[axis]))];
  for (let k = lo[2]; k <= hi[2]; k++) {
    for (let j = lo[1]; j <= hi[1]; j++) {
      for (let i = lo[0]; i <= hi[0]; i++) {
        const mm = Math.hypot((i - centre[0]) * size[0], (j - centre[1]) * size[1], (k - centre[2]) * size[2]);
        const own = i === centre[0] && j === centre[1] && k === centre[2];
        if ((mm <= radius || own) && (!limited || viewer.volumes[0].getValue(i, j, k) >= least)) {
          strokes.set(i + n[0] * (j + n[1] * k), value);
        }
      }
    }
  }
}

/** What the mask encloses in the slice around the cross. */
export function fill(plane) {
  const n = sizes();
  const across = ACROSS[plane];
  const [a, b] = WITHIN[plane];
  const step = [1, n[0], n[0] * n[1]];
  const from = here();
  const base = from[across] * step[across];
  const seen = new Uint8Array(n[a] * n[b]);
  const stack = [[from[a], from[b]]];
  const inside = [];
  if (viewer.drawBitmap[base + from[a] * step[a] + from[b] * step[b]]) { say("This is in the mask already."); return; }
  while (stack.length) {
    const [p, q] = stack.pop();
    if (p < 0 || q < 0 || p >= n[a] || q >= n[b]) { say("Not filled: the outline around it is not closed in this slice.", true); return; }
    if (seen[p + n[a] * q]) { continue; }
    seen[p + n[a] * q] = 1;
    const v = base + p * step[a] + q * step[b];
    if (viewer.drawBitmap[v]) { continue; }
    inside.push(v);
    stack.push([p - 1, q], [p + 1, q], [p, q - 1], [p, q + 1]);
  }
  inside.forEach(v => strokes.set(v, 1));
  strokes.end();
}

/** All that lies in front of, or below, a line drawn in a slice, through the whole head. */
export function cutAway(plane, from, to) {
  const n = sizes();
  const size = spacing();
  const across = ACROSS[plane];
  const [a, b] = WITHIN[plane];
  const direction = [(to[a] - from[a]) * size[a], (to[b] - from[b]) * size[b]];
  if (Math.hypot(...direction) < 5) { say("Draw a longer line: all that lies on its side of the face is added to the mask."); return; }
  let normal = [-direction[1], direction[0]];
  // Towards the front in sagittal and axial slices; downwards in coronal ones, and where the line runs from front to back.
  const towardsFront = plane === 2 ? normal[0] : plane === 0 ? normal[1] : -normal[1];
  if (towardsFront < 0 || (towardsFront === 0 && normal[1] > 0)) { normal = normal.map(v => -v); }
  const step = [1, n[0], n[0] * n[1]];
  for (let q = 0; q < n[b]; q++) {
    for (let p = 0; p < n[a]; p++) {
      if ((p - from[a]) * size[a] * normal[0] + (q - from[b]) * size[b] * normal[1] <= 0) { continue; }
      for (let r = 0; r < n[across]; r++) { strokes.set(p * step[a] + q * step[b] + r * step[across], 1); }
    }
  }
  strokes.end();
}
