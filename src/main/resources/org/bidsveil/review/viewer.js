/* global niivue */
import { $ } from "./page.js";
import { bytes } from "./server.js";

export const canvas = $("canvas");

const AXES = ["x", "y", "z"];
const SLICE_TYPES = { multi: "Multiplanar", axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", render: "Render" };
/** The colours of the pictures in the report: what is removed is vermillion (Okabe and Ito). */
const all = value => Array.from({ length: 256 }, (_, n) => (n === 0 ? 0 : value));
const MASK_COLOURS = { R: all(213), G: all(94), B: all(0), A: all(255) };
/** How strongly the mask covers the head, and how much the head is shaded by its surface. */
const ON_HEAD = 0.4;
const SHADING = 0.6;

/** NiiVue with a mask on the head that is shown apart from the mask on the slices. */
class HeadViewer extends niivue.Niivue {
  onHead = 0;
  drawn = null;

  drawImage3D(...place) {
    const onSlices = this.drawOpacity;
    this.drawOpacity = this.onHead;
    try {
      super.drawImage3D(...place);
    } finally {
      this.drawOpacity = onSlices;
    }
  }

  drawScene() {
    const place = super.drawScene();
    this.drawn?.();
    return place;
  }
}

export let viewer = null;

/** @param moved is called when the cross has moved */
export async function begin(moved) {
  viewer = new HeadViewer({
    dragAndDropEnabled: false,
    isRadiologicalConvention: false,
    isColorbar: false,
    backColor: [0, 0, 0, 1],
    show3Dcrosshair: true,
    // The head is cut; the plane itself would only cover what is behind it.
    clipPlaneColor: [0, 0, 0, 0],
    // Neither the colour of the mask nor that of the brain.
    crosshairColor: [0.94, 0.89, 0.26, 1],
    // As wide on voxels of 4 mm as on those of 1 mm.
    crosshairWidth: 2,
    crosshairWidthUnit: "mm",
    multiplanarLayout: niivue.MULTIPLANAR_TYPE.GRID,
    multiplanarShowRender: niivue.SHOW_RENDER.ALWAYS,
    loadingText: "",
  });
  await viewer.attachToCanvas(canvas);
  viewer.setDrawColormap(MASK_COLOURS);
  await viewer.setVolumeRenderIllumination(SHADING);
  viewer.onLocationChange = () => { moved(); showPlace(); };
  $("view").addEventListener("change", show);
  $("opacity").addEventListener("input", () => showMask(true));
  $("mask").addEventListener("change", () => showMask($("mask").checked));
  $("onHead").addEventListener("change", showOnHead);
  $("zoom").addEventListener("input", zoom);
  $("clip").addEventListener("input", clip);
  $("dark").addEventListener("input", contrast);
  $("bright").addEventListener("input", contrast);
  AXES.forEach((axis, n) => $("slice-" + axis).addEventListener("input", () => slice(n)));
}

/** Shows an image; whatever is painted must be put on it again. */
export async function loadImage(address, isOriginal) {
  viewer.closeDrawing();
  await viewer.loadVolumes([{ url: address, name: "scan.nii" }]);
  // Seen from the front, its left on the right of the picture.
  viewer.setRenderAzimuthElevation(180, 5);
  zoom();
  clip();
  const image = viewer.volumes[0];
  const width = image.robust_max - image.robust_min;
  for (const id of ["dark", "bright", "threshold"]) {
    $(id).min = image.robust_min;
    $(id).max = image.robust_max + width * 0.5;
    $(id).step = width / 200 || 1;
  }
  $("dark").value = image.cal_min;
  $("bright").value = image.cal_max;
  $("threshold").value = image.robust_min + width * 0.15;
  canvas.setAttribute("aria-label", canvas.dataset.label + " Shown: " + (isOriginal ? "the original." : "the scan as it is now."));
  $("shown").textContent = isOriginal ? "ORIGINAL, with its face" : "as it is now";
  $("shown").classList.toggle("bad", isOriginal);
  $("compare").setAttribute("aria-pressed", String(isOriginal));
}

const read = async address => niivue.NVImage.loadFromUrl({ url: await bytes(address), name: "mask.nii" });

export async function loadMask(address) {
  if (!viewer.loadDrawing(await read(address))) { throw new Error("The mask does not fit the scan."); }
}

/** The voxels of a mask in the order in which the viewer has those of the scan. */
export async function voxelsOf(address) {
  return (await read(address)).img2RAS();
}

/** The mask as a file, on the grid of the scan. */
export const maskFile = () => viewer.saveImage({ filename: "", isSaveDrawing: true, volumeByIndex: 0 });

export function putMask(voxels) {
  viewer.createEmptyDrawing();
  viewer.drawBitmap.set(voxels);
  viewer.refreshDrawing(true);
}

export const sizes = () => viewer.back.dimsRAS.slice(1, 4);
export const spacing = () => viewer.back.pixDimsRAS.slice(1, 4).map(Math.abs);
/** The voxel at the cross. */
export const here = () => viewer.frac2vox(viewer.scene.crosshairPos).map((v, n) => Math.min(sizes()[n] - 1, Math.max(0, Math.round(v))));

/** Which voxel axis a slice is across: axial, coronal, sagittal. */
export const ACROSS = [2, 1, 0];
/** Its other two axes, to the right and upwards. */
export const WITHIN = [[0, 1], [0, 2], [1, 2]];

/** The slice below a point of the canvas, 0 axial, 1 coronal, 2 sagittal; -1 elsewhere. */
export function planeAt(x, y) {
  const tile = viewer.tileIndex(x, y);
  const plane = tile >= 0 && viewer.screenSlices[tile] ? viewer.screenSlices[tile].axCorSag : -1;
  return plane < 3 ? plane : -1;
}

export function show() {
  viewer.setSliceType(viewer["sliceType" + SLICE_TYPES[$("view").value]]);
  showPlace();
}

/** Over a defaced head the mask only hides what is left: it is shown when it is worked on. */
export function showMask(shown) {
  $("mask").checked = shown;
  viewer.setDrawOpacity(shown ? $("opacity").value / 100 : 0);
}

function showOnHead() {
  viewer.onHead = $("onHead").checked ? ON_HEAD : 0;
  // A smooth surface takes time after each stroke: only where it is seen.
  viewer.opts.smoothDrawing = $("onHead").checked ? 1 : 0;
  viewer.refreshDrawing(true);
}

/** In the slices, around the cross. */
function zoom() {
  const factor = Number($("zoom").value);
  const mm = viewer.frac2mm(viewer.scene.crosshairPos);
  viewer.setPan2Dxyzmm([0, 1, 2].map(n => -mm[n] * (factor - 1)).concat(factor));
}

function clip() {
  const depth = Number($("clip").value);
  viewer.setClipPlane([depth >= 0.5 ? 2 : depth, 180, 0]);
}

function contrast() {
  const image = viewer.volumes[0];
  image.cal_min = Math.min(Number($("dark").value), Number($("bright").value) - 1e-6);
  image.cal_max = Number($("bright").value);
  viewer.updateGLVolume();
}

function showPlace() {
  if (!viewer.volumes.length) { return; }
  AXES.forEach((axis, n) => { $("slice-" + axis).value = viewer.scene.crosshairPos[n]; });
}

function slice(n) {
  viewer.scene.crosshairPos[n] = Number($("slice-" + AXES[n]).value);
  viewer.drawScene();
}
