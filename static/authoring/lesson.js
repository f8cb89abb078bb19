// Writing a lesson: buttons over the text, the page as readers see it while one types, figures by drag, paste and choice.

import { ACTS, block, figure } from "./markdown.js";
import { token } from "./presence.js";

const form = document.querySelector("form[data-lesson]");
const words = document.querySelector("template[data-words]")?.dataset;
const dialog = document.querySelector("dialog[data-figure]");
const WAIT = 400;

function preview(side) {
  const area = side.querySelector("[data-body]");
  const page = side.querySelector("[data-preview]");
  const checks = side.querySelector("[data-checks]");
  let waits;
  let newest = 0;

  async function show() {
    const mine = (newest += 1);
    const body = new FormData();
    body.set("csrf_token", token());
    body.set("body", area.value);
    body.set("language", side.dataset.side);
    const answer = await fetch(form.dataset.previewUrl, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || mine !== newest) return;
    const found = await answer.json();
    page.innerHTML = found.html; // rendered and sanitised by the server
    checks.innerHTML = found.checks;
  }

  area.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(show, WAIT);
  });
}

/** Sends a file; gives its path in the package, or throws with what the server says against it. */
async function send(file) {
  const { large, most } = dialog.querySelector("[data-figure-why]").dataset;
  if (file.size > Number(most)) throw new Error(large.replace("{name}", file.name));
  const body = new FormData();
  body.set("csrf_token", token());
  body.set("file", file, file.name || "figure.png");
  const answer = await fetch(form.dataset.mediaUrl, {
    method: "POST",
    body,
    headers: { accept: "application/json" },
  }).catch(() => null);
  const found = await answer?.json().catch(() => null);
  if (!found) throw new Error(dialog.querySelector("[data-figure-why]").dataset.lost);
  if (!answer.ok) throw new Error(found.problem);
  return found.path;
}

let target = null;
let waiting = null;

function ask(area, file = null) {
  target = area;
  waiting = file;
  const why = dialog.querySelector("[data-figure-why]");
  why.textContent = "";
  document.getElementById("figure-file").value = "";
  document.getElementById("figure-file").closest(".field").hidden = file !== null;
  document.getElementById("figure-known").closest(".field").hidden = file !== null;
  document.getElementById("figure-known").value = "";
  document.getElementById("figure-alt").value = "";
  dialog.showModal();
  document.getElementById(file ? "figure-alt" : "figure-file").focus();
}

async function put() {
  const why = dialog.querySelector("[data-figure-why]");
  const alt = document.getElementById("figure-alt").value.trim();
  const file = waiting ?? document.getElementById("figure-file").files[0];
  const known = document.getElementById("figure-known").value;
  if (!alt || !(file || known)) {
    why.textContent = alt ? why.dataset.noFile : why.dataset.none;
    return;
  }
  try {
    const path = file ? await send(file) : known;
    dialog.close();
    block(target, figure(path, alt));
  } catch (error) {
    why.textContent = error.message;
  }
}

function takeFiles(area) {
  area.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  area.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    ask(area, file);
  });
  area.addEventListener("paste", (event) => {
    const [file] = event.clipboardData.files;
    if (!file) return;
    event.preventDefault();
    ask(area, file);
  });
}

function bar(side) {
  const box = side.querySelector("[data-bar]");
  const area = side.querySelector("[data-body]");
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const act = event.target.closest("[data-md]")?.dataset.md;
    if (!act) return;
    if (act === "figure" || act === "film") ask(area);
    else ACTS[act](area, words);
  });
  area.addEventListener("keydown", (event) => {
    const act = (event.ctrlKey || event.metaKey) && { b: "bold", k: "link" }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    ACTS[act](area, words);
  });
}

if (form) {
  for (const side of form.querySelectorAll("[data-side]")) {
    preview(side);
    bar(side);
    takeFiles(side.querySelector("[data-body]"));
  }
  form.querySelector("[data-preview-button]").hidden = true;
  dialog.querySelector("[data-figure-put]").addEventListener("click", put);
}
