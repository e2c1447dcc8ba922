import { state } from "./state.js";

/** Asks the server; what it refuses is an Error with its sentence. */
async function answered(method, path, body, type) {
  let answer;
  try {
    answer = await fetch(path, { method, body, headers: type ? { "Content-Type": type } : {} });
  } catch {
    throw new Error("'bidsveil " + state.command + "' does not answer: it was ended. Start it again and open its new address; what was saved is kept.");
  }
  if (answer.status === 403) {
    throw new Error("The session has ended. Start 'bidsveil " + state.command + "' again and open its new address; what was saved is kept.");
  }
  if (answer.ok) { return answer; }
  const refusal = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  const error = new Error(refusal ? refusal.sentence : "The server answered " + answer.status + ".");
  error.name = refusal ? refusal.name : "refused";
  throw error;
}

export async function ask(method, path, body, type) {
  const answer = await answered(method, path, body, type);
  return answer.headers.get("Content-Type")?.startsWith("application/json") ? answer.json() : null;
}

/** A whole file. */
export const bytes = async path => (await answered("GET", path)).arrayBuffer();
