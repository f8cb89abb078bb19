// The grid of the matrix on the page: rows, cells that hold a mark, the caret, and what is announced.

import { digits } from "../../components/digits.js";
import { picture, signsOf } from "./signs.js";
import { made } from "./texts.js";

const KEYS = { " ": "next", Enter: "open", F2: "open", "+": "member", Delete: "empty", Backspace: "empty" };
const PAGE = 10;
const SHEET = 690; // pixels across an A4 sheet between its margins

export class MatrixGrid {
  constructor(frame, { words, describe, moved, act }) {
    Object.assign(this, { frame, words, describe, moved, act });
    this.box = frame.querySelector("[data-grid]");
    this.lines = [];
    this.cells = new Map();
    this.marked = new WeakMap();
    this.caret = null;
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("click", (event) => this.#click(event));
    this.box.addEventListener("dblclick", () => this.act("open"));
  }

  /** Make the grid equal to these lines and pairs; what did not change is left alone. */
  draw(lines, pairs) {
    const same = lines.length === this.lines.length && lines.every((line, at) => line.id === this.lines[at].id && line.label === this.lines[at].label);
    const id = this.caret && this.lines[this.caret[0]]?.id;
    const other = this.caret && this.lines[this.caret[1]]?.id;
    this.lines = lines;
    if (!same) this.#build(id, other);
    this.#fill(pairs);
    if (!same) this.fit();
  }

  #build(rowId, columnId) {
    const held = this.box.contains(document.activeElement);
    this.cells.clear();
    this.box.style.setProperty("--n", this.lines.length);
    this.box.setAttribute("aria-rowcount", this.lines.length + 1);
    this.box.setAttribute("aria-colcount", this.lines.length + 1);
    this.head = made("div", { role: "row", class: "mx-head", "aria-rowindex": 1 }, made("div", { role: "columnheader", class: "mx-corner", "aria-colindex": 1 }, made("span", { class: "sr" }, this.box.dataset.corner)));
    this.rows = this.lines.map((line, at) => this.#row(line, at));
    this.box.replaceChildren(this.head, ...this.rows);
    const places = [rowId, columnId].map((id) => this.lines.findIndex((line) => line.id === id));
    this.caret = null;
    if (!this.lines.length) return;
    const [row, column] = places.every((place) => place >= 0) ? [Math.max(...places), Math.min(...places)] : [0, 0];
    this.point(row, column);
    if (held) this.focus();
  }

  #row(line, at) {
    const next = this.lines[at + 1];
    this.head.append(place(made("div", { role: "columnheader", class: "mx-col", "aria-colindex": at + 2, title: line.label }, made("span", { dir: "auto" }, line.label)), at));
    const row = made("div", { role: "row", class: `mx-row${next && next.block !== line.block ? " mx-block" : ""}`, "aria-rowindex": at + 2 });
    row.style.setProperty("--row", at);
    row.append(made("div", { role: "rowheader", class: "mx-name", "aria-colindex": 1, title: `${line.label}, ${line.type}` }, made("span", { dir: "auto" }, line.label)));
    const diagonal = place(made("div", { role: "gridcell", class: "mx-cell mx-diag", "aria-colindex": at + 2, tabindex: -1 }), at);
    row.append(diagonal);
    this.cells.set(`${at}:${at}`, diagonal);
    return row;
  }

  #fill(pairs) {
    this.pairs = pairs;
    this.lines.forEach((line, at) => {
      const cell = this.cells.get(`${at}:${at}`);
      const count = digits(line.count);
      if (cell.textContent !== count) cell.textContent = count;
      cell.setAttribute("aria-label", line.spoken);
    });
    for (const [key, cell] of this.cells) {
      const [row, column] = key.split(":").map(Number);
      if (row !== column && !pairs.has(key) && String(this.caret) !== `${row},${column}`) {
        cell.remove();
        this.cells.delete(key);
      }
    }
    for (const key of new Set([...pairs.keys(), ...this.cells.keys()])) {
      const [row, column] = key.split(":").map(Number);
      if (row !== column) this.#mark(this.cell(row, column), row, column, pairs.get(key) ?? []);
    }
  }

  #mark(cell, row, column, links) {
    const before = this.marked.get(cell);
    if (before?.length === links.length && links.every((link, at) => link === before[at])) return; // the model makes what it changes anew
    this.marked.set(cell, links);
    const seen = signsOf(links, this.words);
    const shown = `${seen.slice(0, 2).join(" ")}|${links.length}`;
    cell.setAttribute("aria-label", this.describe(row, column));
    cell.title = links.length ? cell.getAttribute("aria-label") : "";
    if (cell.dataset.shown === shown) return;
    cell.dataset.shown = shown;
    cell.replaceChildren(...seen.slice(0, 2).map((sign) => made("span", { class: "mx-mark", "aria-hidden": "true" }, picture(sign))));
    if (links.length > seen.length || links.length > 2) cell.append(made("sup", { "aria-hidden": "true" }, digits(links.length)));
  }

  /** The element of a cell; it is made where there was none. */
  cell(row, column) {
    const key = `${row}:${column}`;
    if (!this.cells.has(key)) {
      const cell = place(made("div", { role: "gridcell", class: "mx-cell", "aria-colindex": column + 2, tabindex: -1, "aria-label": this.describe(row, column) }), column);
      const after = [...this.rows[row].querySelectorAll('[role="gridcell"]')].find((one) => Number(one.getAttribute("aria-colindex")) > column + 2);
      this.rows[row].insertBefore(cell, after ?? null);
      this.cells.set(key, cell);
    }
    return this.cells.get(key);
  }

  /** Put the caret on a cell without taking the focus. */
  point(row, column) {
    const [oldRow, oldColumn] = this.caret ?? [];
    if (row >= this.lines.length || column > row) return;
    const old = this.caret && this.cells.get(`${oldRow}:${oldColumn}`);
    const cell = this.cell(row, column);
    this.caret = [row, column];
    if (old && old !== cell) {
      old.tabIndex = -1;
      old.classList.remove("now");
      if (oldRow !== oldColumn && !this.pairs?.has(`${oldRow}:${oldColumn}`)) this.#later(old, oldRow, oldColumn);
    }
    cell.tabIndex = 0;
    cell.classList.add("now");
    for (const head of this.box.querySelectorAll(".mx-on")) head.classList.remove("mx-on");
    for (const at of [row, column]) {
      this.rows[at].firstElementChild.classList.add("mx-on");
      this.head.children[at + 1].classList.add("mx-on");
    }
  }

  // an empty cell may still hold the focus: it goes when the focus has left
  #later(cell, row, column) {
    queueMicrotask(() => {
      if (String(this.caret) === `${row},${column}` || this.pairs?.has(`${row}:${column}`)) return;
      if (this.cells.get(`${row}:${column}`) === cell) this.cells.delete(`${row}:${column}`);
      cell.remove();
    });
  }

  focus() {
    if (!this.caret) return;
    const cell = this.cell(...this.caret);
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #go(row, column) {
    const down = Math.max(0, Math.min(this.lines.length - 1, row));
    this.point(down, Math.max(0, Math.min(down, column)));
    this.focus();
    this.moved(...this.caret);
  }

  #key(event) {
    if (!this.caret || event.altKey || event.metaKey) return;
    const [row, column] = this.caret;
    const back = this.#mirrored() ? 1 : -1;
    const ways = {
      ArrowUp: [Math.max(row - 1, column), column], ArrowDown: [row + 1, column],
      ArrowLeft: [row, column + back], ArrowRight: [row, column - back],
      Home: [event.ctrlKey ? 0 : row, 0], End: event.ctrlKey ? [this.lines.length - 1, this.lines.length - 1] : [row, row],
      PageUp: [Math.max(row - PAGE, column), column], PageDown: [row + PAGE, column],
    };
    if (event.key === "ArrowUp" && row === column) ways.ArrowUp = [row - 1, column - 1];
    if (ways[event.key]) {
      event.preventDefault();
      this.#go(...ways[event.key]);
    } else if (KEYS[event.key] && !event.ctrlKey) {
      event.preventDefault();
      event.stopPropagation();
      this.act(KEYS[event.key]);
    }
  }

  #click(event) {
    const row = event.target.closest(".mx-row");
    if (!row) return;
    const at = this.rows.indexOf(row);
    const name = event.target.closest(".mx-name");
    const box = row.getBoundingClientRect();
    const lead = this.#lead();
    const along = this.#mirrored() ? box.right - event.clientX : event.clientX - box.left;
    const column = name ? at : Math.floor((along - lead) / this.#size());
    if (column < 0 || column > at) return;
    this.#go(at, column);
  }

  #lead() {
    return this.frame.dataset.layout === "framed" ? this.head.firstElementChild.offsetWidth : 0;
  }

  /** The side of a cell in pixels, as the sheet has it. */
  #size() {
    return parseFloat(getComputedStyle(this.frame).getPropertyValue("--cell"));
  }

  #mirrored() {
    return getComputedStyle(this.box).direction === "rtl";
  }

  /** Names along the diagonal where all of it can be seen at once, else names at the edges, which stay in view. */
  fit() {
    if (!this.frame.clientWidth || !this.lines.length || this.printing) return;
    const most = parseFloat(getComputedStyle(this.frame).maxBlockSize) || Infinity;
    const layout = (wanted) => {
      this.frame.dataset.layout = wanted;
    };
    if (this.lines.length * this.#size() > Math.min(this.frame.clientWidth, most)) return layout("framed");
    layout("stair");
    if (this.frame.scrollWidth > this.frame.clientWidth + 1) layout("framed");
  }

  /** On paper: the staircase, as small as the sheet asks for. */
  print(on) {
    this.printing = on;
    this.frame.style.removeProperty("--cell");
    if (on) {
      const names = Math.max(...this.rows.map((row) => row.firstElementChild.firstElementChild.offsetWidth), 0);
      this.frame.dataset.layout = "stair";
      this.frame.style.setProperty("--cell", `${Math.max(9, Math.min(this.#size(), (SHEET - names - 14) / this.lines.length))}px`);
    } else this.fit();
  }

  /** Dim what is not among what counts; point out what is lit. */
  emphasise({ dim, lit }, order, pairs) {
    const mark = (element, ids) => {
      element?.classList.toggle("dim", ids.every((id) => dim.has(id)));
      element?.classList.toggle("lit", ids.some((id) => lit.has(id)));
    };
    order.forEach((one, at) => {
      for (const element of [this.rows[at].firstElementChild, this.cells.get(`${at}:${at}`), this.head.children[at + 1]]) mark(element, [one.id]);
    });
    for (const [key, links] of pairs) mark(this.cells.get(key), links.map((link) => link.id));
  }
}

function place(cell, column) {
  cell.style.setProperty("--col", column);
  return cell;
}
