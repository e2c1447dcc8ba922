import { isOpen, state } from "./state.js";
import { $, badge } from "./page.js";
import { showSaving } from "./saving.js";

export function decisionOf(scan) {
  if (!scan.review) { return "not decided"; }
  const word = scan.review.decision === "accept" ? "accepted" : "rejected";
  return scan.review.current ? word : word + ", but the scan has changed since";
}

const known = column => (state.current.row[column.name] ?? "n/a") !== "n/a";

/** A number with its name, its unit and what is accepted. */
function line(column) {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = column.title;
  head.title = column.text;
  const cell = document.createElement("td");
  const text = state.current.row[column.name];
  cell.textContent = (Number(text) >= 1000 ? Math.round(Number(text)).toLocaleString("en") : text) + (column.unit ? " " + column.unit : "");
  const accepted = document.createElement("span");
  accepted.className = "accepted";
  accepted.textContent = column.accepted;
  head.append(accepted);
  made.append(head, cell);
  return made;
}

/** Verdict, numbers and decision of the scan that is shown. */
export function showFacts() {
  const scan = state.current;
  $("title").textContent = scan.scan;
  $("verdict").replaceChildren(badge(scan.status));
  const reason = scan.row.reason ?? "n/a";
  $("reason").textContent = reason === "n/a" ? "" : reason;
  const lines = state.columns.filter(known).map(line);
  $("numbers").replaceChildren(...lines);
  $("numbers").parentElement.hidden = lines.length === 0;
  $("decision").textContent = decisionOf(scan);
  $("accept").disabled = !scan.acceptable;
  $("accept").title = scan.acceptable ? "" : "The face is there: deface the scan or paint a mask and apply it first.";
  $("why").textContent = scan.acceptable ? "" : "It cannot be accepted: " + (scan.status === "missing" ? "the file is not there." : "the face is there. Paint a mask and apply it first.");
  $("discard").disabled = !scan.draft;
  if (isOpen()) { showSaving(); }
}
