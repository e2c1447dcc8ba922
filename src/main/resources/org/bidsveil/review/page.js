/** The parts of the page that every module uses. */
export const $ = id => document.getElementById(id);

export function say(text, bad = false) {
  $("status").textContent = text;
  $("status").classList.toggle("bad", bad);
}

/** Makes a handler of an action: whatever goes wrong is said. */
export const run = action => event => Promise.resolve().then(() => action(event)).catch(error => say(error.message, true));

/** What a scan is called, never by its colour alone. */
export function badge(word) {
  const made = document.createElement("span");
  made.className = "verdict " + word.replace(" ", "-");
  made.textContent = word;
  return made;
}

/** Asks a person; true for yes. */
export function confirmed(title, text, button) {
  $("askTitle").textContent = title;
  $("askText").textContent = text;
  $("askYes").textContent = button;
  $("ask").returnValue = "no";
  $("ask").showModal();
  return new Promise(resolve => $("ask").addEventListener("close", () => resolve($("ask").returnValue === "yes"), { once: true }));
}

/** Moves a slider as a person would. */
export function slide(id, by) {
  $(id).value = Number($(id).value) + by;
  $(id).dispatchEvent(new Event("input"));
}
