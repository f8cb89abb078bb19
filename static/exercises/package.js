// The page around a learning package: opens its parts in the closed frame, keeps what they say, hands in at the end.

import { digits } from "../components/digits.js";
import { SaveQueue } from "../components/save_queue.js";

const MOST_SIGNS = 60_000;
const EACH = 1000;
const space = document.querySelector("[data-package]");
const data = JSON.parse(document.getElementById("package-data").textContent);
let frame = space.querySelector("[data-frame]");
const stage = space.querySelector(".pk-stage");
const said = document.querySelector("[data-said]");
const old = data.version === "1.2";
const editable = space.dataset.may === "yes";
const values = new Map(Object.entries(data.values));
const queue = editable && new SaveQueue({
  owner: space.dataset.attempt, url: space.dataset.url, state: document.getElementById("saved"), sequence: data.sequence,
});
const held = new Map();
let timer = null;
let current = null;
let leaving = false;

// what this browser kept and the server has not seen yet is newer than the page
if (queue) for (const { kind, payload } of queue.waiting()) if (kind === "commit") values.set(payload.item, payload.cmi);

// --- what a part says of itself ---

function stateOf(key) {
  const cmi = values.get(key) ?? {};
  if (old) return cmi["cmi.core.lesson_status"] ?? "not attempted";
  const success = cmi["cmi.success_status"];
  const completion = cmi["cmi.completion_status"] ?? "not attempted";
  return success === "passed" || success === "failed" ? success : completion === "unknown" ? "not attempted" : completion;
}

function isDone(key) {
  const cmi = values.get(key) ?? {};
  if (old) return ["passed", "completed"].includes(cmi["cmi.core.lesson_status"]);
  return cmi["cmi.completion_status"] === "completed" || cmi["cmi.success_status"] === "passed";
}

function show() {
  let done = 0;
  for (const { key } of data.items) {
    const button = [...space.querySelectorAll("[data-part]")].find((one) => one.dataset.part === key);
    button.querySelector("[data-state]").textContent = data.words[stateOf(key)] ?? "";
    if (key === current?.key) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    done += isDone(key);
  }
  const progress = space.querySelector("[data-progress]");
  progress.textContent = progress.dataset.words.replace("{done}", digits(done)).replace("{of}", digits(data.items.length));
  space.querySelector("[data-now]").textContent = current?.title ?? "";
  if (queue) document.querySelector("[data-all-done]").hidden = done < data.items.length;
}

// --- opening a part ---

// Values of the last time that must not come back at the next start.
const OVER = /^cmi\.(core\.)?(session_time|exit|entry|student_id|student_name|learner_id|learner_name|credit|lesson_mode|mode)$/;

function starting(item) {
  const kept = Object.entries(values.get(item.key) ?? {}).filter(([name]) => !OVER.test(name));
  const entry = { [old ? "cmi.core.entry" : "cmi.entry"]: kept.length ? "resume" : "ab-initio" };
  return { ...Object.fromEntries(kept), ...item.given, ...entry };
}

async function open(item) {
  if (current) await emptied();
  current = item;
  const fresh = frame.cloneNode(false); // a frame takes its name when it is made, not later
  fresh.name = JSON.stringify({ concord: 1, version: data.version, item: item.key, running: false, cmi: starting(item) });
  fresh.src = data.base + item.href;
  frame.replaceWith(fresh);
  frame = fresh;
  show();
}

/** The part that was open says its last word before its page goes. */
async function emptied() {
  leaving = true;
  await new Promise((resolve) => {
    const over = setTimeout(resolve, 2000);
    frame.addEventListener("load", () => {
      clearTimeout(over);
      resolve();
    }, { once: true });
    frame.src = "about:blank";
  });
  leaving = false;
}

// --- what the frame says ---

addEventListener("message", (event) => {
  const word = event.data;
  if (!word || word.concord !== "package") return;
  if (word.what === "nested" && event.source !== frame.contentWindow) {
    document.querySelector("[data-nested]").hidden = false;
    return;
  }
  if (event.source !== frame.contentWindow || !data.items.some(({ key }) => key === word.item)) return;
  const cmi = bounded(word.cmi);
  if (!cmi) return;
  values.set(word.item, cmi);
  show();
  if (!queue) return;
  held.set(word.item, cmi);
  if (word.what === "commit" || word.what === "finish") flush();
  else timer ??= setTimeout(flush, EACH);
  // a part that ends because another one is opened does not hand in for the person
  if (word.what === "finish" && !leaving && data.items.every(({ key }) => isDone(key))) finish();
});

/** Only texts, and no more of them than the server keeps: the oldest interactions go first. */
function bounded(cmi) {
  if (cmi === null || typeof cmi !== "object") return null;
  const parts = Object.entries(cmi).filter(([name, value]) => name.length < 120 && typeof value === "string")
    .map(([name, value]) => [name, value.replace(/\p{Cs}|\0/gu, "\uFFFD")]); // no database keeps half a sign
  parts.sort(([a], [b]) => weight(a) - weight(b));
  const kept = {};
  let room = MOST_SIGNS;
  for (const [name, value] of parts.slice(0, 2000)) {
    room -= JSON.stringify([name, escaped(value)]).length;
    if (room >= 0) kept[name] = value;
    else if (name === "cmi.suspend_data") document.querySelector("[data-too-much]").hidden = false;
  }
  return kept;
}

function weight(name) {
  const found = /^cmi\.interactions\.(\d+)/.exec(name);
  return found ? 1e6 - Number(found[1]) : Number(name.startsWith("cmi.objectives."));
}

/** As the server counts: signs beyond ASCII take six places each. */
function escaped(value) {
  return value.replace(/[^\x20-\x7e]/g, "......");
}

let last = "";

function flush() {
  clearTimeout(timer);
  timer = null;
  for (const [item, cmi] of held) {
    const payload = { schema: 1, item, cmi };
    const same = JSON.stringify(payload);
    if (same !== last) queue.add("commit", payload, { replaces: item });
    last = same;
  }
  held.clear();
}
addEventListener("pagehide", flush);

async function finish() {
  if (!(await queue.drain(8000))) return;
  said.textContent = said.dataset.finished;
  document.querySelector('form[action$="/hand-in"]').submit();
}

document.querySelector('form[action$="/hand-in"]')?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await emptied();
  flush();
  await queue.drain(5000);
  event.target.submit();
});

// --- the page's own buttons ---

space.addEventListener("click", (event) => {
  const part = event.target.closest("[data-part]");
  if (part) open(data.items.find(({ key }) => key === part.dataset.part));
  const fill = event.target.closest("[data-fill]");
  if (fill) fill.setAttribute("aria-pressed", String(stage.classList.toggle("full")));
});

space.hidden = false;
const next = data.items.find(({ key }) => key === data.last && !isDone(key)) ?? data.items.find(({ key }) => !isDone(key));
open(next ?? data.items[0]);
