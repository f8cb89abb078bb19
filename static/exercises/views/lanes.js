// The lanes of the time line: bars for periods, marks for dated cards, links as lines from lane to lane.
// Time runs from left to right in every language, as charts do not mirror.

import { ticks } from "./dates.js";
import { drawn, filled, made } from "./texts.js";

const LANE = 38;
const HEAD = 34;
const MIN = 10;
const EDGE = 24;
const CLOSEST = 60_000 / 40; // at most 40 pixels a minute

export class Lanes {
  constructor(root, { say, words, choose, describe, name }) {
    Object.assign(this, { root, say, words, tell: choose, describe, name });
    this.factor = 1;
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("focusin", (event) => this.#held(event.target));
    new ResizeObserver(() => this.root.clientWidth && this.root.clientWidth !== this.width && this.#again()).observe(root);
  }

  draw(model, dated, order) {
    Object.assign(this, { model, dated, order });
    const held = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.#lay();
    if (held) this.root.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  }

  #again() {
    if (this.model) this.#lay();
  }

  /** "in", "out" or "all". */
  zoom(way) {
    this.factor = way === "all" ? 1 : Math.max(1, this.factor * (way === "in" ? 1.6 : 1 / 1.6));
    const frame = this.root;
    const middle = (frame.scrollLeft + frame.clientWidth / 2 - this.lead) / this.wide;
    this.#lay();
    frame.scrollLeft = middle * this.wide + this.lead - frame.clientWidth / 2;
  }

  #lay() {
    this.root.hidden = !this.dated.length;
    if (!this.dated.length) return;
    this.width = this.root.clientWidth;
    this.#scale();
    const lanes = this.#lanes();
    const height = HEAD + lanes.length * LANE;
    const board = made("div", { class: "tl-board" });
    board.style.setProperty("--wide", `${this.wide}px`);
    board.style.setProperty("--high", `${height}px`);
    this.rowOf = new Map(lanes.map((entity, at) => [entity.id, at]));
    board.append(this.#axis(height), ...lanes.map((entity, at) => this.#label(entity, at)), this.#lines(height));
    this.buttons = [...lanes.flatMap((entity) => this.#bars(entity)), ...this.#links()].sort((one, other) => one.row - other.row || one.left - other.left);
    apart(this.buttons);
    board.append(...this.buttons.map((one) => one.element));
    this.root.replaceChildren(board);
    for (const { element } of this.buttons) element.tabIndex = -1;
    if (this.buttons.length) this.buttons[0].element.tabIndex = 0;
  }

  #scale() {
    const ends = this.dated.flatMap(({ period, marks }) => [...(period ? [period.from, period.to] : []), ...marks.flatMap((mark) => [mark.from, mark.to])]);
    const [first, last] = [Math.min(...ends), Math.max(...ends)];
    this.lead = Math.min(190, Math.max(96, this.width * 0.24));
    const room = Math.max(240, this.width - this.lead - 2 * EDGE - 4);
    const length = Math.max(last - first, 60_000);
    this.from = first;
    this.to = last;
    this.factor = Math.min(this.factor, Math.max(1, length / CLOSEST / room));
    this.perMs = (room * this.factor) / length;
    this.wide = room * this.factor + 2 * EDGE;
    this.root.style.setProperty("--lead", `${this.lead}px`);
  }

  #x(at) {
    return Math.round(EDGE + (at - this.from) * this.perMs);
  }

  /** Entities that have a date themselves or by a link, in the order of the matrix. */
  #lanes() {
    const wanted = new Set(this.dated.flatMap(({ item, link }) => (link ? [item.source, item.target] : [item.id])));
    return this.order.filter((one) => wanted.has(one.id));
  }

  #axis(height) {
    const axis = made("div", { class: "tl-axis", "aria-hidden": "true" });
    for (const { at, text } of ticks(this.from, this.to, this.perMs)) {
      const tick = made("span", { class: "tl-tick" }, made("bdi", {}, text));
      tick.style.left = `${this.#x(at)}px`;
      tick.style.setProperty("--high", `${height}px`);
      axis.append(tick);
    }
    return axis;
  }

  #label(entity, row) {
    const label = made("div", { class: "tl-lane" }, made("span", { class: "tl-label", title: entity.label, dir: "auto" }, entity.label));
    label.style.top = `${HEAD + row * LANE}px`;
    return label;
  }

  #button(kind, item, row, left, { width = null, key, text, reported = false }) {
    const element = made("button", { type: "button", class: `tl-item ${kind}${reported ? " reported" : ""}`, "data-id": item.id, "data-key": key, "data-strength": item.strength, "aria-label": text, title: text });
    element.addEventListener("click", () => this.tell(item.id));
    return { element, row, left, width };
  }

  #markWords(what, mark) {
    const when = mark.reported ? this.say.reported.replace("{dates}", mark.text) : mark.text;
    const cited = mark.card.source || mark.card.summary;
    return filled(this.say.dated, { what, when: cited ? `${when}, ${cited}` : when });
  }

  #bars(entity) {
    const row = this.rowOf.get(entity.id);
    const { period, marks } = this.dated.find(({ item }) => item.id === entity.id) ?? { marks: [] };
    const found = marks.map((mark) => this.#button("tl-mark", entity, row, this.#x((mark.from + mark.to) / 2), { key: `${entity.id}:${mark.card.id}`, text: this.#markWords(entity.label, mark), reported: mark.reported }));
    if (!period) return found;
    const left = this.#x(period.from);
    const bar = this.#button(`tl-bar${period.open ? " open" : ""}`, entity, row, left, { key: entity.id, text: this.describe(entity), width: Math.max(MIN, this.#x(period.open ? this.to : period.to) - left) });
    return [bar, ...found];
  }

  #dates() {
    return this.dated.filter(({ item, link }) => link && this.rowOf.has(item.source) && this.rowOf.has(item.target));
  }

  #links() {
    return this.#dates().flatMap(({ item, period, marks }) => {
      const row = this.rowOf.get(item.source);
      if (period) return [this.#button("tl-link", item, row, this.#x(period.from), { key: item.id, text: this.describe(item) })];
      return marks.map((mark) => this.#button("tl-link", item, row, this.#x((mark.from + mark.to) / 2), { key: `${item.id}:${mark.card.id}`, text: this.#markWords(this.name(item), mark), reported: mark.reported }));
    });
  }

  /** Lines from lane to lane: solid, dashed or dotted as on the chart. */
  #lines(height) {
    const svg = drawn("svg", { class: "tl-lines", width: this.wide, height, "aria-hidden": "true" });
    for (const { item, period, marks } of this.#dates()) {
      const [from, to] = [item.source, item.target].map((end) => HEAD + this.rowOf.get(end) * LANE + LANE / 2);
      for (const at of period ? [period.from] : marks.map((mark) => (mark.from + mark.to) / 2)) {
        const x = this.#x(at);
        const down = Math.sign(to - from);
        const group = drawn("g", { "data-id": item.id, class: `tl-line ${item.strength}` }, drawn("line", { x1: x, y1: from, x2: x, y2: to }));
        if (item.direction !== "none") group.append(head(x, to, down));
        if (item.direction === "both") group.append(head(x, from, -down));
        if (item.direction === "none") group.append(drawn("circle", { cx: x, cy: to, r: 3 }));
        svg.append(group);
      }
    }
    return svg;
  }

  #held(element) {
    if (!element.dataset.key) return;
    for (const { element: other } of this.buttons) other.tabIndex = other === element ? 0 : -1;
  }

  #key(event) {
    const now = this.buttons?.findIndex(({ element }) => element === event.target);
    if (now === undefined || now < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      const { key } = event.target.dataset;
      this.zoom(event.key === "+" ? "in" : "out");
      this.root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
      return;
    }
    const next = this.#next(now, event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.buttons[next]?.element.focus();
    this.buttons[next]?.element.scrollIntoView({ block: "nearest", inline: "center" });
  }

  #next(now, key) {
    const last = this.buttons.length - 1;
    const plain = { ArrowRight: Math.min(now + 1, last), ArrowLeft: Math.max(now - 1, 0), Home: 0, End: last };
    if (key in plain) return plain[key];
    if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
    const { row, left } = this.buttons[now];
    const rows = [...new Set(this.buttons.map((one) => one.row))];
    const wanted = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
    const near = this.buttons.map((one, at) => ({ at, away: one.row === wanted ? Math.abs(one.left - left) : Infinity })).sort((one, other) => one.away - other.away)[0];
    return near.away === Infinity ? now : near.at;
  }
}

function head(x, y, down) {
  return drawn("path", { d: `M${x - 4} ${y - 8 * down} L${x} ${y} L${x + 4} ${y - 8 * down} Z` });
}

/** Points that would lie on each other are set beside each other. */
function apart(buttons) {
  const free = new Map();
  for (const one of buttons) {
    if (one.width === null) {
      one.left = Math.max(one.left, free.get(one.row) ?? -Infinity);
      free.set(one.row, one.left + MIN + 2);
    }
    const { style } = one.element;
    style.top = `${HEAD + one.row * LANE}px`;
    style.left = `${one.left}px`;
    if (one.width !== null) style.inlineSize = `${one.width}px`;
  }
}
