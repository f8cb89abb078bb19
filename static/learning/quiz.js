// A quiz question by question: each answer is saved as it is made, nothing is lost without a network.

import { digits } from "../components/digits.js";
import { SaveQueue } from "../components/save_queue.js";
import "../exercises/countdown.js";

const form = document.querySelector("[data-quiz]");
const steps = [...form.querySelectorAll("[data-question]")];
const bar = [...document.querySelectorAll("[data-steps] i")];
const place = document.querySelector("[data-place]");
const stepwise = form.querySelector("[data-stepwise]");
const back = form.querySelector("[data-back]");
const next = form.querySelector("[data-next]");
const last = form.querySelector("[data-last]");
const queue = new SaveQueue({ owner: form.dataset.attempt, url: form.dataset.url, state: document.getElementById("saved"), sequence: Number(form.dataset.sequence) });

function answerOf(section) {
  const name = section.dataset.question;
  const kind = section.dataset.kind;
  if (kind === "single" || kind === "multiple") {
    const chosen = [...section.querySelectorAll("input:checked")].map((input) => input.value);
    return chosen.length ? { chosen } : null;
  }
  if (kind === "source_grading") {
    const codes = {};
    for (const input of section.querySelectorAll("input:checked")) codes[input.name.slice(name.length + 1)] = input.value;
    return Object.keys(codes).length ? codes : null;
  }
  const words = section.querySelector("input:not([type=hidden])").value.trim();
  return words ? { [kind === "numeric" ? "value" : "text"]: words } : null;
}

function restore({ payload }) {
  const section = steps.find((one) => one.dataset.question === payload.question);
  if (!section) return;
  const { answer } = payload;
  for (const input of section.querySelectorAll("input:not([type=hidden])")) {
    if (input.type === "text" || !input.type) input.value = answer?.value ?? answer?.text ?? "";
    else input.checked = (answer?.chosen ?? Object.values(answer ?? {})).includes(input.value);
  }
}
for (const waiting of queue.waiting()) restore(waiting);

const sent = new Map(steps.map((section) => [section, JSON.stringify(answerOf(section))]));

function keep(section, soon) {
  const answer = answerOf(section);
  const words = JSON.stringify(answer);
  if (sent.get(section) === words) return;
  sent.set(section, words);
  const question = section.dataset.question;
  queue.add("answer", { schema: 1, question, answer }, { replaces: question, soon });
  mark();
}

form.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (section) keep(section, true);
});
form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-question]");
  const typed = ["numeric", "short_text"].includes(section?.dataset.kind);
  if (typed && !(section.dataset.kind === "numeric" && !/\d\s*$|%\s*$/u.test(event.target.value))) keep(section, false);
});

let at = Math.max(0, steps.findIndex((section) => !answerOf(section)));

function mark() {
  bar.forEach((box, number) => {
    box.className = number === at ? "n" : answerOf(steps[number]) ? "d" : "";
  });
}

function show(number, focus = true) {
  at = Math.min(Math.max(number, 0), steps.length - 1);
  steps.forEach((section, other) => {
    section.hidden = other !== at;
  });
  place.textContent = place.dataset.words.replace("{at}", digits(at + 1)).replace("{of}", digits(steps.length));
  back.disabled = at === 0;
  next.hidden = at === steps.length - 1;
  last.hidden = at !== steps.length - 1;
  mark();
  if (focus) {
    document.getElementById("main").focus();
    scrollTo(0, 0);
  }
}

back.addEventListener("click", () => show(at - 1));
next.addEventListener("click", () => show(at + 1));
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=hidden])") && at < steps.length - 1) {
    event.preventDefault();
    show(at + 1);
  }
});

form.addEventListener("submit", async (event) => {
  if (event.submitter !== last) return;
  // Open parts are asked about on a page of their own, so a double click cannot skip the question.
  if (queue.waiting().length) {
    event.preventDefault();
    delete form.dataset.sent;
    if (await queue.drain(8000)) form.requestSubmit(last);
  }
});

form.querySelector("[data-plain]").hidden = true;
stepwise.hidden = false;
show(at, false);
form.dataset.started = "yes";
