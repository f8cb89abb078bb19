// The reports beside the chart: what was read and used, filters, grades, and names that stand on the chart.

import { digits } from "../components/digits.js";
import { evidenceOf, fold } from "./chart_model.js";
import { Grades } from "./report_grades.js";
import { ReadingPanel } from "./report_tables.js";
import { Words } from "./report_words.js";

const READ = "concord:read:";
const LOOKED = 1400; // ms that a report must be in view until it counts as read
const REST = 120;

export class Reports {
  /**
   * @param {HTMLElement} root
   * @param {{model, words, editable: boolean, attempt: string, choose, making, chart}} shared
   */
  constructor(root, shared) {
    Object.assign(this, { root, ...shared, chosen: null });
    this.list = root.querySelector(".rl");
    this.parts = [...root.querySelectorAll("[data-report]")];
    this.plain = new Map(this.parts.map((part) => [part, [...part.querySelectorAll("[data-text] p")].map((one) => one.textContent)]));
    this.read = remembered(this.attempt);
    this.grades = new Grades(root, shared);
    this.tables = new ReadingPanel(root);
    if (this.editable) this.picked = new Words(root, { ...shared, chosen: () => this.chosen });
    this.filter = root.querySelector("[data-report-filter]");
    this.#listen();
    this.#watch();
  }

  #listen() {
    this.filter.addEventListener("input", () => this.#states());
    this.filter.addEventListener("reset", () => setTimeout(() => this.#states()));
    this.filter.addEventListener("submit", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const id = event.target.closest("a")?.hash.slice(1);
      if (!id) return;
      event.preventDefault();
      this.open(id);
    });
    this.root.addEventListener("click", (event) => {
      const mark = event.target.closest("mark[data-id]");
      if (mark && getSelection().isCollapsed) this.choose(mark.dataset.id);
    });
  }

  /** Bring a report into view; it becomes the present one. */
  open(id) {
    const sheet = document.getElementById(id);
    if (!sheet) return;
    sheet.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.#present(id);
    this.#note(id);
    sheet.querySelector("[data-text]")?.focus({ preventScroll: true });
  }

  /** What has been in view for a while is read. */
  #watch() {
    const waiting = new Map();
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(waiting.get(target));
        if (isIntersecting) waiting.set(target, setTimeout(() => this.#seen(target.dataset.report), LOOKED));
      }
    }, { root: this.root.querySelector("[data-sheets]"), threshold: 0.55 });
    for (const part of this.parts) watcher.observe(part);
  }

  #seen(id) {
    this.#present(id);
    this.#note(id);
  }

  #present(id) {
    for (const line of this.list.children) {
      const on = line.dataset.line === id;
      line.classList.toggle("on", on);
      if (on) line.querySelector("a").setAttribute("aria-current", "true");
      else line.querySelector("a").removeAttribute("aria-current");
      if (on) line.scrollIntoView({ block: "nearest" });
    }
  }

  #note(id) {
    if (!this.plainIds.has(id) || this.read.has(id)) return;
    this.read.add(id);
    remember(this.attempt, this.read);
    this.#states();
  }

  get plainIds() {
    return new Set(this.parts.map((part) => part.dataset.report));
  }

  /** The chart has changed. Names are marked again once the hands rest. */
  sync() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.#states();
      this.#mark();
    }, REST);
  }

  /** Something else is chosen: its names stand out in the reports. */
  point(id) {
    if (id === this.chosen) return;
    this.chosen = id;
    for (const mark of this.root.querySelectorAll("mark[data-id]")) mark.classList.toggle("sel", mark.dataset.id === id);
  }

  // --- read, used, graded ---

  #states() {
    const used = new Set();
    for (const item of [...this.model.entities.values(), ...this.model.links.values()]) for (const source of evidenceOf(item)) used.add(source);
    let read = 0;
    let shown = 0;
    for (const report of this.words.reports) {
      const line = this.list.querySelector(`[data-line="${CSS.escape(report.id)}"]`);
      const state = used.has(report.id) ? "used" : this.read.has(report.id) ? "read" : "unread";
      if (state !== "unread") read += 1;
      const mark = line.querySelector("[data-state]");
      mark.className = `st ${{ used: "tick ok", read: "half", unread: "open none" }[state]}`;
      mark.firstElementChild.textContent = mark.title = this.words.say[state];
      line.hidden = !this.#fits(report, state);
      shown += !line.hidden;
    }
    const count = this.root.querySelector("[data-read-count]");
    count.textContent = count.dataset.words.replace("{count}", digits(read));
    this.root.querySelector("[data-none-left]").hidden = shown > 0;
    this.grades.sync();
    this.#sayFilter();
  }

  #fits(report, state) {
    const { text, unread, unused, ungraded, graded, agency } = this.filter.elements;
    const own = this.model.grades.has(report.id) || Boolean(report.source);
    if ((unread.checked && state !== "unread") || (unused.checked && state === "used")) return false;
    if ((ungraded.checked && own && !graded.checked) || (graded.checked && !own && !ungraded.checked)) return false;
    if (agency.value && agency.value !== report.agency) return false;
    const wanted = fold(text.value);
    return !wanted || fold(`${report.id} ${report.title} ${this.#textOf(report.id)}`).includes(wanted);
  }

  #textOf(id) {
    const part = this.parts.find((one) => one.dataset.report === id);
    return part ? this.plain.get(part).join(" ") : "";
  }

  #sayFilter() {
    const { elements } = this.filter;
    const on = [...this.filter.querySelectorAll("input:checked")].map((box) => box.nextElementSibling.textContent);
    if (elements.agency.value) on.push(elements.agency.value);
    if (elements.text.value.trim()) on.push(`\u201c${elements.text.value.trim()}\u201d`);
    this.root.querySelector("[data-filter-words]").textContent = on.length ? on.join(this.words.say.comma) : this.words.say.everyReport;
  }

  // --- names on the chart ---

  #mark() {
    const known = new Map();
    for (const one of this.model.entities.values()) for (const name of [one.label, ...one.aliases]) if (name.length > 1) known.set(name.toLowerCase(), one);
    const look = known.size ? seek([...known.keys()]) : null;
    for (const [part, texts] of this.plain) {
      const paragraphs = part.querySelectorAll("[data-text] p");
      texts.forEach((text, at) => this.#markOne(paragraphs[at], text, look, known, part.dataset.report));
    }
  }

  #markOne(paragraph, text, look, known, report) {
    const pieces = look ? cut(text, look) : [text];
    const marks = pieces.map((piece, at) => (at % 2 ? known.get(piece.toLowerCase()) : null));
    const print = marks.map((one, at) => (one ? `${at} ${one.id} ${this.#tone(one, report)}` : "")).join();
    if (paragraph.dataset.print === print) return;
    if (paragraph.contains(getSelection().anchorNode) && !getSelection().isCollapsed) return; // somebody is choosing words here
    paragraph.dataset.print = print;
    paragraph.replaceChildren(...pieces.filter((piece, at) => piece || marks[at]).map((piece) => (known.has(piece.toLowerCase()) ? this.#name(piece, known.get(piece.toLowerCase()), report) : piece)));
  }

  #name(words, one, report) {
    const mark = document.createElement("mark");
    mark.textContent = words;
    mark.dataset.id = one.id;
    mark.className = this.#tone(one, report);
    mark.classList.toggle("sel", one.id === this.chosen);
    return mark;
  }

  /** Dotted: only named here. Double: an organisation. */
  #tone(one, report) {
    if (!evidenceOf(one).includes(report)) return "n";
    return this.words.entityTypes[one.type]?.shape === "box" ? "o" : "";
  }
}

/** One pattern for all names, the longest first. */
function seek(names) {
  const written = names.sort((one, other) => other.length - one.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])(${written.join("|")})(?![\\p{L}\\p{N}\\p{M}])`, "giu");
}

/** A text in pieces: every second one is a name. */
function cut(text, look) {
  return text.split(look);
}

function remembered(attempt) {
  try {
    return new Set(JSON.parse(localStorage.getItem(READ + attempt) ?? "[]"));
  } catch {
    return new Set();
  }
}

function remember(attempt, read) {
  try {
    localStorage.setItem(READ + attempt, JSON.stringify([...read]));
  } catch {
    // private browsing: read is remembered for this page only
  }
}
