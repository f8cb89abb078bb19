// A lesson to read: the place is kept, text grows, figures are seen large, keys turn the pages.

import "./glossary.js";
import { listen } from "./listening.js";
import { blocks, placeNow, text } from "./place.js";

const lesson = document.querySelector("[data-lesson]");
const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const QUIET = 1200;

function stored(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch {
    // a browser that keeps nothing reads on all the same
  }
  return null;
}

// --- place ---

let sent = Number(lesson.dataset.resume);
let timer = null;

function keepPlace() {
  clearTimeout(timer);
  const url = lesson.dataset.placeUrl;
  const place = placeNow();
  if (!url || place === sent) return;
  sent = place;
  fetch(url, {
    method: "POST", keepalive: true, credentials: "same-origin", redirect: "manual",
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": csrf },
    body: new URLSearchParams({ place: String(place) }),
  }).then((answer) => { if (!answer.ok) sent = -1; }, () => { sent = -1; });
}

function showProgress() {
  const { top, height } = text.getBoundingClientRect();
  const seen = Math.min(1, Math.max(0, (innerHeight - top) / (height || 1)));
  document.querySelector(".steps .n")?.style.setProperty("--part", `${Math.round(seen * 100)}%`);
}

addEventListener("scroll", () => {
  showProgress();
  clearTimeout(timer);
  timer = setTimeout(keepPlace, QUIET);
}, { passive: true });
addEventListener("pagehide", keepPlace);
addEventListener("online", keepPlace);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepPlace();
});

function resume() {
  const place = Number(lesson.dataset.resume);
  const block = blocks[place];
  if (!place || !block || location.hash) return;
  const told = document.querySelector("[data-resumed]");
  const go = () => block.scrollIntoView({ block: "start" });
  history.scrollRestoration = "manual";
  go();
  addEventListener("load", go, { once: true });
  block.classList.add("here");
  told.hidden = false;
  told.querySelector("[data-to-top]").addEventListener("click", () => {
    scrollTo(0, 0);
    told.hidden = true;
  });
  const leave = () => {
    told.hidden = true;
    block.classList.remove("here");
  };
  setTimeout(leave, 8000);
}

// --- size of the text ---

const SIZES = 4;
let size = Math.min(SIZES - 1, Math.max(0, Number(stored("concord:size")) || 0));

function showSize() {
  const top = placeNow();
  document.documentElement.dataset.size = String(size);
  for (const button of document.querySelectorAll("[data-size][type=button]")) {
    button.hidden = false;
    button.disabled = size + Number(button.dataset.size) < 0 || size + Number(button.dataset.size) >= SIZES;
  }
  if (top && scrollY > 0) blocks[top]?.scrollIntoView({ block: "start" });
}

function grow(by) {
  size = Math.min(SIZES - 1, Math.max(0, size + by));
  stored("concord:size", String(size));
  showSize();
}

for (const button of document.querySelectorAll("[data-size][type=button]")) {
  button.addEventListener("click", () => grow(Number(button.dataset.size)));
}

// --- figures ---

const zoomed = document.querySelector("[data-zoomed]");
let scale = 1;

function showScale(by) {
  scale = Math.min(4, Math.max(1, scale + by));
  zoomed.querySelector("img").style.setProperty("--zoom", String(scale));
}

text.addEventListener("click", (event) => {
  const link = event.target.closest("a.zoom");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const image = zoomed.querySelector("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  scale = 1;
  showScale(0);
  zoomed.showModal();
});
for (const button of zoomed.querySelectorAll("[data-scale]")) {
  button.addEventListener("click", () => showScale(Number(button.dataset.scale)));
}
for (const button of document.querySelectorAll("dialog [data-shut]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

// --- keys ---

const keys = document.querySelector("[data-keys]");
const keysOn = document.querySelector("[data-keys-on]");
keysOn.checked = stored("concord:keys") !== "off";
keysOn.addEventListener("change", () => stored("concord:keys", keysOn.checked ? "on" : "off"));

const help = document.querySelector("[data-help]");
help.hidden = false;
help.addEventListener("click", () => keys.showModal());

const acts = {
  n: () => document.querySelector("[data-further]").click(),
  b: () => document.querySelector("[data-before]").click(),
  "+": () => grow(1),
  "=": () => grow(1),
  "-": () => grow(-1),
  l: () => document.querySelector("[data-listen]:not([hidden])")?.click(),
  m: () => document.querySelector("[data-write]:not([hidden])")?.click(),
  "?": () => keys.showModal(),
};

function isTyping(event) {
  return event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.repeat
    || event.target.closest?.("input, textarea, select, [contenteditable], video, audio, dialog[open]")
    || document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isTyping(event) || (!keysOn.checked && event.key !== "?")) return;
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

showSize();
resume();
showProgress();
listen(document.querySelector("[data-listen]"), blocks, lesson.dataset.language, placeNow);
lesson.dataset.started = "yes";
