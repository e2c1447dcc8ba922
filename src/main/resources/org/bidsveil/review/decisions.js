import { at, isOpen, state } from "./state.js";
import { $, confirmed, say } from "./page.js";
import { ask } from "./server.js";
import { listed, renew } from "./list.js";
import { keep, keepAsShown } from "./drafts.js";
import { loadNow, open } from "./scan.js";

/** Makes the scan again with the mask that is shown. */
export async function apply() {
  await keep();
  if (!state.current.draft && !state.current.proposal) { say("There is nothing to apply: the mask was not changed."); return; }
  const yes = await confirmed("Apply this mask?", "The scan " + state.current.scan + " is made again from its original: every voxel in orange is blanked, every other one gets its original value back.", "Apply");
  if (!yes) { return; }
  if (!state.current.draft) { await keepAsShown(); }
  await applied(false);
}

async function applied(despiteFindings) {
  say("Applying: the mask is measured and the scan made again …");
  try {
    renew(await ask("POST", at("apply"), JSON.stringify({ despiteFindings }), "application/json"));
  } catch (error) {
    if (error.name !== "check-failed") { throw error; }
    say("Not applied: " + error.message + ".", true);
    const yes = await confirmed("A check fails", "Measured on this mask: " + error.message + ". Nothing was changed. Apply it all the same? The verdict is then review, with these reasons.", "Apply all the same");
    if (yes) { await applied(true); }
    return;
  }
  await loadNow();
  const row = state.current.row;
  say("Applied: verdict " + row.verdict + (row.reason === "n/a" ? "." : ", " + row.reason + "."));
}

/** accept or reject; what is accepted makes room for the next one. */
export async function decide(decision) {
  if (isOpen()) { return; }
  if (decision === "accept" && !state.current.acceptable) { say($("why").textContent, true); return; }
  await keep();
  const note = $("note").value;
  renew(await ask("POST", at("decision"), JSON.stringify({ decision, note }), "application/json"));
  const words = decision === "accept" ? "Accepted." : "Rejected: 'bidsveil check' will name this scan.";
  const next = undecided();
  if (next && decision === "accept") {
    await open(next.number);
    say(words + " This is the next one." + ($("status").textContent ? " " + $("status").textContent : ""));
  } else {
    say(next ? words : words + " Every scan of the list is decided.");
  }
}

/** The next scan of the list without a decision, from here to the end and then from its beginning. */
function undecided() {
  const rest = listed();
  const place = rest.findIndex(scan => scan.number === state.current.number);
  return [...rest.slice(place + 1), ...rest.slice(0, Math.max(0, place))].find(scan => !scan.review || !scan.review.current);
}
