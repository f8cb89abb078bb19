// A sheet: each line is saved as it is made, nothing is lost without a network; handing in waits for the last line.

import { digits } from "../../components/digits.js";
import { SaveQueue } from "../../components/save_queue.js";
import { answerOf, dress, restore } from "../questions.js";
import "../countdown.js";
import { dressMatrix } from "./matrix.js";
import "./products.js";

const REST = 1200; // a line that is being typed waits until the typing rests
const form = document.querySelector("[data-sheet]");
const lines = [...form.querySelectorAll("[data-question]")];
const byToken = new Map(lines.map((line) => [line.dataset.question, line]));
const progress = form.querySelector("[data-progress]");
const trouble = form.querySelector("[data-trouble]");
const words = (value) => JSON.stringify(value ?? null, (_key, one) => (one && typeof one === "object" && !Array.isArray(one)
  ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));

let leaving = false;
let resting = null;

for (const line of lines) dress(line);
const queue = new SaveQueue({
  owner: form.dataset.attempt, url: form.dataset.url, state: document.getElementById("saved"), sequence: Number(form.dataset.sequence),
  onSaved: () => document.dispatchEvent(new Event("sheet:saved")),
  onRefused: (events, problem) => {
    for (const { payload } of events) why(byToken.get(payload.question), problem.errors?.[0]?.detail ?? problem.title ?? "");
  },
});
const kept = new Map(lines.map((line) => [line, words(answerOf(line))]));
for (const { payload } of queue.waiting()) {
  const line = byToken.get(payload.question);
  if (!line) continue;
  restore(line, payload.answer);
  kept.set(line, words(payload.answer));
}

/** Why a line was not accepted, at the line; nothing takes away what stands in it. */
function why(line, text = "") {
  const place = line?.querySelector("[data-why]");
  if (place) {
    place.hidden = !text;
    place.textContent = text;
  }
  line?.classList.toggle("bad", Boolean(text));
}

function keep(line, soon = true) {
  const answer = answerOf(line);
  if (kept.get(line) === words(answer)) return;
  kept.set(line, words(answer));
  const question = line.dataset.question;
  queue.add("answer", { schema: 1, question, answer }, { replaces: question, soon });
  why(line);
  trouble.hidden = true;
  count();
}

function count() {
  if (!progress) return;
  const given = lines.filter((line) => answerOf(line) !== null).length;
  progress.textContent = progress.dataset.words.replace("{given}", digits(given)).replace("{total}", digits(lines.length));
}

const lineOf = (event) => event.target.closest("[data-question]");
form.addEventListener("change", (event) => {
  const line = lineOf(event);
  if (line) keep(line);
});
form.addEventListener("input", (event) => {
  const line = lineOf(event);
  if (!line || !event.target.matches("input[inputmode], textarea")) return;
  clearTimeout(resting);
  resting = setTimeout(() => keep(line), REST);
});
for (const [name, target] of [["pagehide", window], ["visibilitychange", document]]) {
  target.addEventListener(name, () => {
    if (document.visibilityState === "hidden" && !leaving) for (const line of lines) keep(line);
  }, { capture: true });
}

/** Bring everything to the server; false, with the reason on the page, where that is not possible now. */
async function settled() {
  for (const line of lines) keep(line);
  const sent = await queue.drain(8000);
  const bad = queue.waiting().find((event) => queue.refused.has(event.uuid));
  if (!bad && sent) return true;
  trouble.textContent = bad ? form.dataset.mend : form.dataset.unreached;
  trouble.hidden = false;
  if (bad) byToken.get(bad.payload.question)?.scrollIntoView({ block: "center" });
  return false;
}

let handing = false;
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  if (handing) return;
  handing = true;
  const { submitter } = event;
  if (await settled()) {
    leaving = true;
    setTimeout(() => form.requestSubmit(submitter)); // a form that is being submitted does not hear it
  }
  handing = false;
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=hidden])")) event.preventDefault(); // Enter in a field never hands in
});

if (form.dataset.may) {
  form.querySelector("[data-save]")?.remove();
  for (const hint of form.querySelectorAll("[data-plain]")) hint.remove();
} else {
  for (const field of form.querySelectorAll("input, select, textarea")) field.disabled = true;
}
for (const hint of form.querySelectorAll("[data-only-script]")) hint.hidden = false;
const matrix = form.querySelector("[data-matrix]");
if (matrix) dressMatrix(matrix, form.querySelector("[data-here]"));
count();
form.dataset.started = "yes";
