// Taking a quiz: each answer is saved as it is made, nothing is lost without a network, and what another
// device saved is shown here too. Question by question, or all on one page.

import { answerOf, dress, partsGiven, restore } from "../exercises/questions.js";
import { digits } from "../components/digits.js";
import { SaveQueue } from "../components/save_queue.js";
import { startClock } from "./quiz_clock.js";
import { startList } from "./quiz_list.js";
import { startPresence } from "./quiz_presence.js";

const form = document.querySelector("[data-quiz]");
const sections = [...form.querySelectorAll("[data-question]")];
const bar = [...document.querySelectorAll("[data-steps] i")];
const place = document.querySelector("[data-place]");
const stepwise = form.dataset.layout === "steps";
const back = form.querySelector("[data-back]");
const next = form.querySelector("[data-next]");
const last = form.querySelector("[data-last]");
const trouble = form.querySelector("[data-trouble]");
const TYPED = ["numeric", "calculated", "short_text", "essay", "cloze", "hotspot"];
// a number that is not finished may be refused, so it waits until the field is left or the typing rests
const NUMBERS = ["numeric", "calculated", "hotspot"];

const REST = 2000;

let resting = null;
let sequence = Number(form.dataset.sequence);
let at = 0;
let leaving = false;
let edits = 0;
const edited = new Map();

const saved = document.getElementById("saved");
const queue = new SaveQueue({
  owner: form.dataset.attempt, url: form.dataset.url, state: saved, sequence,
  onSaved: (receipt) => {
    const elsewhere = receipt.sequence - (receipt.kept ?? 0) > sequence;
    sequence = Math.max(sequence, receipt.sequence ?? 0);
    if (elsewhere) look();
  },
  onRefused: (events, problem) => {
    const text = problem.errors?.[0]?.detail ?? problem.title ?? "";
    for (const { payload } of events) why(named(payload.question), text);
    if (events.length === 1) tellWhich(sections.indexOf(named(events[0].payload.question)), text);
  },
});

/** The line below all questions names the one that it speaks of. */
function tellWhich(number, text) {
  if (number < 0) return;
  const question = form.dataset.numbered.replace("{number}", digits(number + 1));
  saved.querySelector("[data-text]").textContent = `${saved.dataset.refused} ${question}: ${text}`;
}

function named(question) {
  return sections.find((one) => one.dataset.question === question);
}

/** Why an answer was not accepted, at its question; nothing takes it away. */
function why(section, text = "") {
  if (!section) return;
  const place = section.querySelector("[data-why]");
  place.hidden = !text;
  place.textContent = text;
  for (const field of section.querySelectorAll("input[type=text], textarea")) {
    field.setAttribute("aria-invalid", String(Boolean(text)));
    field.setAttribute("aria-errormessage", place.id);
  }
}

function words(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(words).join()}]`;
  return `{${Object.keys(value).sort().map((key) => `${key}:${words(value[key])}`).join()}}`;
}

for (const section of sections) dress(section);
const kept = new Map(sections.map((section) => [section, words(answerOf(section))]));
for (const { payload } of queue.waiting()) {
  const section = named(payload.question);
  if (!section) continue;
  restore(section, payload.answer);
  kept.set(section, words(payload.answer));
}

function keep(section, soon) {
  const answer = answerOf(section);
  if (kept.get(section) === words(answer)) return;
  kept.set(section, words(answer));
  edits += 1;
  edited.set(section, edits);
  const question = section.dataset.question;
  queue.add("answer", { schema: 1, question, answer }, { replaces: question, soon });
  trouble.hidden = true;
  why(section);
  mark();
}

form.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (section) keep(section, true);
});
form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-question]");
  if (!section || !TYPED.includes(section.dataset.kind)) return;
  const number = NUMBERS.includes(section.dataset.kind) || event.target.dataset.field === "value";
  clearTimeout(resting);
  if (!number || (event.target.value.trim() && /^[\d\s.,+-]*\d\s*%?$/u.test(event.target.value))) keep(section, false);
  else resting = setTimeout(() => keep(section, true), REST);
});
for (const name of ["pagehide", "visibilitychange"]) {
  const target = name === "pagehide" ? window : document;
  target.addEventListener(name, () => {
    if (document.visibilityState === "hidden" && !leaving) for (const section of sections) keep(section, true);
  }, { capture: true });
}

function stateOf(section) {
  const given = partsGiven(section);
  return given.every(Boolean) ? "done" : given.some(Boolean) ? "part" : "open";
}

const list = startList({ form, sections, stateOf, go: show });

function mark() {
  bar.forEach((box, number) => {
    box.className = stepwise && number === at ? "n" : stateOf(sections[number]) === "done" ? "d" : "";
  });
  list.draw(stepwise ? at : -1);
}

function show(number, focus = true) {
  at = Math.min(Math.max(number, 0), sections.length - 1);
  if (stepwise) {
    sections.forEach((section, other) => {
      section.hidden = other !== at;
    });
    const intro = form.querySelector("[data-instructions]");
    if (intro) intro.hidden = at !== 0;
    place.textContent = place.dataset.words.replace("{at}", digits(at + 1)).replace("{of}", digits(sections.length));
    back.disabled = at === 0;
    next.hidden = at === sections.length - 1;
    last.hidden = at !== sections.length - 1;
  }
  mark();
  if (!focus) return;
  if (stepwise) {
    document.getElementById("main").focus();
    scrollTo(0, 0);
  } else {
    sections[at].scrollIntoView();
    sections[at].querySelector("input:not([type=hidden]), button, textarea")?.focus({ preventScroll: true });
  }
}

back.addEventListener("click", () => show(at - 1));
next.addEventListener("click", () => show(at + 1));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=hidden])")) return;
  event.preventDefault(); // Enter in a field never hands in
  if (stepwise && at < sections.length - 1) show(at + 1);
});
form.addEventListener("focusin", (event) => {
  const number = sections.indexOf(event.target.closest("[data-question]"));
  if (number >= 0) at = number;
});

/** What the server has now: answers of another device, the deadline, whether it is handed in. */
async function look() {
  const asked = edits;
  let state;
  try {
    const answer = await fetch(form.dataset.stateUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return null;
    state = await answer.json();
  } catch {
    return null;
  }
  if (state.state !== "open") {
    leaving = true;
    location.reload();
    return state;
  }
  clock?.set(state.due_at, state.now);
  if (state.sequence > sequence) take(state.work.answers, asked);
  sequence = Math.max(sequence, state.sequence);
  return state;
}

/** Show the server's answers, but none over what was changed here since it was `asked` or is unsent. */
function take(answers, asked) {
  const unsent = new Set(queue.waiting().map(({ payload }) => payload.question));
  for (const section of sections) {
    const answer = answers[section.dataset.question] ?? null;
    if (unsent.has(section.dataset.question) || (edited.get(section) ?? 0) > asked) continue;
    if (kept.get(section) === words(answer)) continue;
    if (words(answerOf(section)) !== kept.get(section)) continue; // being typed here
    restore(section, answer);
    kept.set(section, words(answer));
  }
  mark();
}

addEventListener("online", look);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  leaving = false;
  look();
});

/** Bring everything to the server; false, with the reason on the page, where that is not possible now. */
async function settled() {
  for (const section of sections) keep(section, true);
  const sent = await queue.drain(8000);
  const bad = queue.waiting().find((event) => queue.refused.has(event.uuid));
  if (bad) {
    show(sections.indexOf(named(bad.payload.question)));
    tell(form.dataset.mend, false);
    return false;
  }
  if (sent && (await look())) return true;
  tell(form.dataset.unreached);
  return false;
}

function tell(text, look = true) {
  trouble.hidden = false;
  trouble.textContent = text;
  if (look) trouble.scrollIntoView({ block: "center" });
}

// Open parts are asked about on a page of their own, so a double click cannot skip the question.
let handing = false;
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  if (handing) return;
  handing = true;
  const { submitter } = event;
  if (await settled()) {
    leaving = true;
    form.requestSubmit(submitter);
  }
  handing = false;
});

const clock = startClock({
  onOver: async () => {
    for (const section of sections) keep(section, true);
    await queue.drain(8000);
    if (!(await look()) || leaving) return false;
    leaving = true;
    document.querySelector("[data-over][method]").submit();
    return true;
  },
});
const acts = form.querySelector("[data-acts]");
const begun = Date.parse(form.dataset.now);
startPresence({
  url: form.dataset.url.replace(/events$/, "presence"),
  csrf: queue.csrf,
  where: () => ({ place: at + 1, unsent: queue.waiting().length }),
  onHeard: (heard) => {
    clock?.set(heard.due_at, heard.now);
    const news = (heard.acts ?? []).filter((act) => Date.parse(act.at) > begun).map((act) => act.told);
    if (news.length && acts.textContent !== news.join(" ")) {
      acts.hidden = false;
      acts.textContent = news.join(" ");
    }
    if (heard.state !== "open" && !leaving) look();
  },
});

const plain = form.querySelector("[data-plain]");
if (stepwise) {
  plain.hidden = true;
  form.querySelector("[data-stepwise]").hidden = false;
} else {
  plain.querySelector("[name=save]").remove();
  place.textContent = "";
}
const wanted = sections.findIndex((section) => `#q-${section.dataset.question}` === location.hash);
const first = sections.findIndex((section) => stateOf(section) !== "done");
show(wanted >= 0 ? wanted : Math.max(0, first), false);
form.dataset.started = "yes";
