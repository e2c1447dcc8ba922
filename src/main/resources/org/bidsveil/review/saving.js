import { at, state } from "./state.js";
import { $ } from "./page.js";

/** What can be saved of an image that was dropped here, and why not. */
export function showSaving() {
  const image = state.current;
  $("saveDefaced").href = at("defaced");
  $("saveDefaced").setAttribute("aria-disabled", String(!image.defaced));
  $("saveRemoved").href = at("removed");
  $("saveBeside").hidden = image.folder === "";
  $("saveBeside").disabled = !image.defaced;
  $("saveBeside").title = image.folder;
  $("saveWhy").textContent = image.draft ? "What you painted is not in the image yet: apply it first." : whatToDo();
}

/** What a person can do about an image that was not defaced. */
export function whatToDo() {
  const image = state.current;
  if (image.defaced) { return image.status === "review" ? "Defaced, but a number is doubtful: look at the head before you share it." : ""; }
  if (image.proposal) { return "Not defaced: a check refused the mask. It is shown in orange: mend it, apply it, then save."; }
  return image.status === "fail" ? "Not defaced. Paint what must go ('cut' is quickest), apply it, then save."
    : "No face was found, so nothing was removed and there is nothing to save. If you see one, paint it and apply.";
}
