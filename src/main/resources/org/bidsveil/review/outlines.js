import { ACROSS, WITHIN, canvas, here, sizes, viewer } from "./viewer.js";
import { $ } from "./page.js";

/** As in the pictures of the report: vermillion and sky blue (Okabe and Ito). */
const MASK = "#ff7a1a";
const BRAIN = "#56b4e9";

const pen = $("outlines").getContext("2d");

/** The voxels of the brain in the viewer's order; null while they are not known. */
let brain = null;

export function setBrain(voxels) {
  brain = voxels;
  draw();
}

/** The lines between voxels that are in a mask and those that are not, in one slice. */
function trace(voxels, plane, toX, toY) {
  const n = sizes();
  const step = [1, n[0], n[0] * n[1]];
  const [a, b] = WITHIN[plane];
  const base = here()[ACROSS[plane]] * step[ACROSS[plane]];
  pen.beginPath();
  for (let q = 0; q < n[b]; q++) {
    let v = base + q * step[b];
    for (let p = 0; p < n[a]; p++, v += step[a]) {
      const inside = voxels[v] > 0;
      if (p + 1 < n[a] && inside !== voxels[v + step[a]] > 0) {
        pen.moveTo(toX((p + 1) / n[a]), toY(q / n[b]));
        pen.lineTo(toX((p + 1) / n[a]), toY((q + 1) / n[b]));
      }
      if (q + 1 < n[b] && inside !== voxels[v + step[b]] > 0) {
        pen.moveTo(toX(p / n[a]), toY((q + 1) / n[b]));
        pen.lineTo(toX((p + 1) / n[a]), toY((q + 1) / n[b]));
      }
    }
  }
  pen.stroke();
}

/** How the place in a slice goes to the canvas: the slices lie along the voxel axes, so two points tell. */
function scales(tile, left, top, width, height) {
  const plane = viewer.screenSlices[tile].axCorSag;
  const [a, b] = WITHIN[plane];
  const one = viewer.screenXY2TextureFrac(left + width * 0.25, top + height * 0.25, tile, false);
  const other = viewer.screenXY2TextureFrac(left + width * 0.75, top + height * 0.75, tile, false);
  const across = width / 2 / (other[a] - one[a]);
  const up = height / 2 / (other[b] - one[b]);
  return [fraction => left + width * 0.25 + (fraction - one[a]) * across, fraction => top + height * 0.25 + (fraction - one[b]) * up];
}

/** Draws mask and brain over the slices; NiiVue has just drawn them. */
export function draw() {
  const sheet = $("outlines");
  if (sheet.width !== canvas.width || sheet.height !== canvas.height) {
    sheet.width = canvas.width;
    sheet.height = canvas.height;
  }
  pen.clearRect(0, 0, sheet.width, sheet.height);
  const shown = $("outline").checked && viewer.volumes.length > 0;
  let drawn = 0;
  for (let tile = 0; shown && tile < viewer.screenSlices.length; tile++) {
    const { axCorSag, leftTopWidthHeight } = viewer.screenSlices[tile];
    let [left, top, width, height] = leftTopWidthHeight;
    if (axCorSag > 2) { continue; }
    if (width < 0) { left += width; width = -width; }
    const [toX, toY] = scales(tile, left, top, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(left, top, width, height);
    pen.clip();
    pen.lineWidth = Math.max(1, canvas.width / canvas.clientWidth) * 1.2;
    for (const [voxels, colour] of [[brain, BRAIN], [viewer.drawBitmap, MASK]]) {
      if (!voxels?.length) { continue; }
      pen.strokeStyle = colour;
      trace(voxels, axCorSag, toX, toY);
    }
    pen.restore();
    drawn++;
  }
  document.documentElement.dataset.outlined = drawn;
}

export function begin() {
  viewer.drawn = draw;
  $("outline").addEventListener("change", draw);
}
