import { isOpen, state } from "./state.js";
import { $, run, say } from "./page.js";
import { ask } from "./server.js";
import * as drafts from "./drafts.js";
import * as images from "./images.js";
import * as keys from "./keys.js";
import * as list from "./list.js";
import * as outlines from "./outlines.js";
import * as pointer from "./pointer.js";
import * as viewer from "./viewer.js";
import { loadBrain, open } from "./scan.js";

async function start() {
  pointer.begin();
  keys.begin();
  drafts.begin();
  images.begin();
  await viewer.begin(pointer.moved);
  outlines.begin();
  $("outline").addEventListener("change", loadBrain);
  const answer = await ask("GET", "/scans");
  Object.assign(state, { scans: answer.scans, columns: answer.columns, command: answer.command, largest: answer.largest ?? 0 });
  document.documentElement.dataset.command = state.command;
  document.title = $("command").textContent = "bidsveil " + state.command;
  list.begin(open);
  const wanted = new URLSearchParams(location.hash.slice(1)).get("scan");
  const first = state.scans.find(scan => scan.scan === wanted || String(scan.number) === wanted) ?? list.listed()[0];
  if (first) {
    await open(first.number);
  } else {
    say(isOpen() ? "Drop a NIfTI image on this page, or choose one." : "There is no scan in this dataset.");
  }
  document.documentElement.dataset.ready = "true";
  if (!isOpen()) { await list.lookAtAll(); }
}

// For tests and for who looks under the bonnet: the mask as it is painted now.
window.bidsveilMask = () => viewer.viewer.drawBitmap;
run(start)();
