import { at, isOpen, state } from "./state.js";
import { $, run, say } from "./page.js";
import { ask } from "./server.js";
import { renew } from "./list.js";
import { keep } from "./drafts.js";
import { whatToDo } from "./saving.js";
import { open } from "./scan.js";

/** Sends an image to the server on this machine, which defaces it, and shows what came of it. */
async function take(files) {
  if (files.length !== 1) { throw new Error("Drop one image at a time."); }
  const file = files[0];
  if (!/\.nii(\.gz)?$/i.test(file.name)) { throw new Error(file.name + " ends neither in .nii nor in .nii.gz. DICOM is converted first, for example by dcm2niix."); }
  if (file.size > state.largest) { throw new Error(file.name + " is too large for the memory of this bidsveil. Start 'bidsveil open' with more, --mem-mb, or use 'bidsveil deface'."); }
  await keep();
  const began = Date.now();
  const tell = () => say("Defacing " + file.name + " … " + Math.round((Date.now() - began) / 1000) + " s. It usually takes less than a minute.");
  tell();
  const clock = setInterval(tell, 1000);
  $("file").disabled = true;
  let image;
  try {
    image = await ask("POST", "/images?name=" + encodeURIComponent(file.name), file, "application/octet-stream");
  } finally {
    clearInterval(clock);
    $("file").disabled = false;
    $("file").value = "";
  }
  renew(image);
  await open(image.number);
}

/** Keeps what cannot be saved from being saved, and says why. */
async function saving(address, needsImage) {
  await keep();
  if (state.current?.draft) { say("What you painted is not in the image yet: apply it first (g), then save.", true); return; }
  if (!state.current || (needsImage && !state.current.defaced)) { say(state.current ? whatToDo() : "Drop an image first.", true); return; }
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
  say("Saved by your browser, into its folder for downloads.");
}

async function saveBeside() {
  await keep();
  if (state.current.draft) { say("What you painted is not in the image yet: apply it first (g), then save.", true); return; }
  const answer = await ask("POST", at("saved"));
  say("Saved: " + answer.files.join(" and ") + ".");
}

const carriesFiles = event => isOpen() && Array.from(event.dataTransfer?.types ?? []).includes("Files");

/** An image may be dropped anywhere on the page. */
export function begin() {
  document.addEventListener("dragover", event => {
    if (!carriesFiles(event)) { return; }
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", event => { if (!event.relatedTarget) { document.body.classList.remove("dropping"); } });
  document.addEventListener("drop", event => {
    document.body.classList.remove("dropping");
    if (!carriesFiles(event)) { return; }
    event.preventDefault();
    run(() => take(event.dataTransfer.files))();
  });
  $("file").addEventListener("change", run(() => take($("file").files)));
  for (const [id, needsImage] of [["saveDefaced", true], ["saveRemoved", false]]) {
    $(id).addEventListener("click", event => {
      event.preventDefault();
      run(() => saving($(id).href, needsImage))();
    });
  }
  $("saveBeside").addEventListener("click", run(saveBeside));
}
