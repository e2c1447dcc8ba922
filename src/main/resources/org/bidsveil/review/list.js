import { isOpen, state } from "./state.js";
import { $, badge, run } from "./page.js";
import { ask } from "./server.js";
import { decisionOf, showFacts } from "./numbers.js";

/** What comes first in the list. */
const ORDER = ["restored", "replaced", "missing", "rejected", "fail", "not run", "review", "accepted", "pass"];

/** Numbers of the scans, the worst first; the order stays while one works through it. */
let order = [];

/** Is called with the number of a scan that is clicked. */
let choose = () => {};

function matches(scan) {
  switch ($("filter").value) {
    case "open": return !scan.review || !scan.review.current;
    case "doubtful": return scan.status !== "pass" && scan.status !== "accepted";
    case "draft": return scan.draft;
    default: return true;
  }
}

export const listed = () => order.map(n => state.scans[n]).filter(matches);

function item(scan) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(badge(scan.status), " " + scan.scan.split("/").pop().replace(/\.nii(\.gz)?$/, ""));
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.textContent = [isOpen() ? "" : decisionOf(scan), scan.draft ? "draft" : ""].filter(Boolean).join(", ");
  button.append(mark);
  if (state.current && scan.number === state.current.number) { button.setAttribute("aria-current", "true"); }
  button.addEventListener("click", run(() => choose(scan.number)));
  const made = document.createElement("li");
  made.append(button);
  return made;
}

export function showList() {
  $("list").replaceChildren(...listed().map(item));
  const current = $("list").querySelector("[aria-current]");
  if (current) {
    // The list alone scrolls, not the page below it.
    const box = current.closest("nav");
    const away = current.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (away < 0 || away > box.clientHeight - current.offsetHeight) { box.scrollTop += away - box.clientHeight / 2; }
  }
  const decided = state.scans.filter(scan => scan.review && scan.review.current).length;
  $("progress").textContent = decided + " of " + state.scans.length + " decided";
}

function worstFirst() {
  order.sort((a, b) => ORDER.indexOf(state.scans[a].status) - ORDER.indexOf(state.scans[b].status) || a - b);
  showList();
}

/** The first list, of what the server knows at once. */
export function begin(chosen) {
  choose = chosen;
  order = state.scans.map(scan => scan.number);
  worstFirst();
  $("filter").addEventListener("change", showList);
}

/** Takes what the server says of a scan now. */
export function renew(scan) {
  const isNew = !state.scans[scan.number];
  state.scans[scan.number] = scan;
  if (isNew) { order.push(scan.number); }
  if (state.current && state.current.number === scan.number) {
    state.current = scan;
    showFacts();
  }
  showList();
}

/** The list is made of tables alone; what lies on the disk is looked at one by one, and what was restored or replaced moves up. */
export async function lookAtAll() {
  for (const scan of state.scans.slice()) {
    const found = await ask("GET", "/scans/" + scan.number + "/state");
    if (found.status === state.scans[scan.number].status) { continue; }
    renew(found);
    worstFirst();
  }
}
