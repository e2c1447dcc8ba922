import { canvas, planeAt, viewer } from "./viewer.js";
import { $, run, slide } from "./page.js";
import * as strokes from "./strokes.js";
import { brush, cutAway, fill, lift, pen } from "./pen.js";

let pressed = false;
/** The slice in which the pen came down; -1 when it came down elsewhere. */
let plane = -1;
/** Where the line that will cut begins. */
let cut = null;

/** A point of the canvas in its own pixels. */
function position(event) {
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
}

const voxelAt = (x, y) => {
  const place = viewer.canvasPos2frac([x, y]);
  return place[0] < 0 ? null : viewer.frac2vox(place);
};

/** The cross has moved: where the pen is down it paints there. */
export function moved() {
  if (pressed) { brush(plane); }
}

/** The slice that is worked on by keys: the one that fills the view, or the one where the pen was last. */
const planeOfKeys = () => ({ axial: 0, coronal: 1, sagittal: 2 })[$("view").value] ?? Math.max(0, plane);

/** Paints, erases or fills at the cross, for who has no pointer. */
export function dabAtCross() {
  if (pen() === "fill") { fill(planeOfKeys()); return; }
  lift();
  brush(planeOfKeys());
  lift();
  strokes.end();
}

function down(event) {
  if (!viewer?.drawBitmap) { return; }
  const [x, y] = position(event);
  plane = planeAt(x, y);
  pressed = event.button === 0 && plane >= 0;
  lift();
  if (pressed && pen() === "cut") {
    const from = voxelAt(x, y);
    cut = from ? { from, x: event.clientX, y: event.clientY } : null;
  }
  if (pressed && pen() === "fill") {
    // After NiiVue has moved the cross there.
    const where = plane;
    setTimeout(run(() => fill(where)));
  }
}

function up(event) {
  const wasPressed = pressed;
  pressed = false;
  $("overlay").classList.remove("cutting");
  if (wasPressed && cut) {
    const to = voxelAt(...position(event));
    const from = cut.from;
    cut = null;
    if (to) { run(() => cutAway(plane, from, to))(); }
  }
  setTimeout(() => {
    lift();
    strokes.end();
  });
}

/** The brush as it would paint here, or the line that would cut. */
function showCursor(event, x, y) {
  const cursor = $("cursor");
  const box = canvas.getBoundingClientRect();
  if (cut && pressed) {
    const line = $("line");
    line.setAttribute("x1", cut.x - box.left);
    line.setAttribute("y1", cut.y - box.top);
    line.setAttribute("x2", event.clientX - box.left);
    line.setAttribute("y2", event.clientY - box.top);
    $("overlay").classList.add("cutting");
  }
  cursor.hidden = (pen() !== "paint" && pen() !== "erase") || planeAt(x, y) < 0;
  if (cursor.hidden) { return; }
  const [one, other] = [viewer.canvasPos2frac([x, y]), viewer.canvasPos2frac([x + 20, y])];
  if (one[0] < 0 || other[0] < 0) { cursor.hidden = true; return; }
  const [p, q] = [viewer.frac2mm(one), viewer.frac2mm(other)];
  const pixels = 20 / Math.max(1e-6, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])) * box.width / canvas.width;
  const across = Math.max(4, Number($("size").value) * pixels);
  cursor.style.width = cursor.style.height = across + "px";
  cursor.style.left = event.clientX - box.left - across / 2 + "px";
  cursor.style.top = event.clientY - box.top - across / 2 + "px";
}

function move(event) {
  if (!viewer?.volumes.length) { return; }
  const [x, y] = position(event);
  if (pressed && planeAt(x, y) !== plane) { lift(); }
  showCursor(event, x, y);
}

function wheel(event) {
  if (!event.shiftKey || pen() === "look") { return; }
  event.preventDefault();
  event.stopPropagation();
  slide("size", (event.deltaY || event.deltaX) < 0 ? 1 : -1);
}

/** Before NiiVue, which has handlers of its own on the canvas. */
export function begin() {
  canvas.addEventListener("pointerdown", down, true);
  canvas.addEventListener("pointermove", move, true);
  canvas.addEventListener("pointerleave", () => { $("cursor").hidden = true; });
  canvas.addEventListener("wheel", wheel, { capture: true, passive: false });
  window.addEventListener("pointerup", up);
  $("size").addEventListener("input", () => { $("sizeOut").textContent = $("size").value + " mm"; });
}
