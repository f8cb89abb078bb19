// The event chart: events in boxes in the order of time, arrows for what leads to what: solid where the link is
// confirmed, dashed or dotted where not. The boxes are a list of buttons, so keys and screen readers follow it.

import { datesInWords, timesOf, written } from "./dates.js";
import { drawn, filled, made } from "./texts.js";

const KINDS = new Set(["event", "seizure"]);
const GUTTER = 20;

export class EventChart {
  constructor(root, { say, words, choose, reports }) {
    Object.assign(this, { root, say, words, tell: choose, reports });
    this.list = root.querySelector("ol");
    this.none = root.querySelector("[data-no-events]");
    new ResizeObserver(() => this.#arrows()).observe(root);
  }

  draw(model) {
    this.model = model;
    const when = (one) => timesOf(one, this.reports).first ?? Infinity;
    const events = [...model.entities.values()].filter((one) => KINDS.has(one.type)).sort((one, other) => when(one) - when(other) || 0);
    this.places = new Map(events.map((one, at) => [one.id, at]));
    this.ways = [...model.links.values()].filter((link) => this.places.has(link.source) && this.places.has(link.target));
    this.none.hidden = events.length > 0;
    this.list.replaceChildren(...events.map((one) => this.#box(one)));
    this.#arrows();
  }

  choose(id) {
    for (const line of this.root.querySelectorAll("path[data-id]")) line.classList.toggle("now", line.dataset.id === id);
  }

  /** An event with one date happened then. */
  #when(event) {
    if (event.since && !event.until) return written(event.since);
    return datesInWords(event, this.say, this.reports) || this.say.noDate;
  }

  #box(event) {
    const label = (id) => this.model.entities.get(id)?.label ?? "";
    const kind = (link) => link.label || (this.words.linkTypes[link.type]?.label ?? link.type);
    const others = this.model.linksOf(event.id).filter((link) => !this.places.has(link.source) || !this.places.has(link.target));
    const who = others.map((link) => `${label(link.source === event.id ? link.target : link.source)} (${kind(link)})`).join("; ");
    const next = this.ways.filter((link) => link.source === event.id).map((link) => filled(this.say.leads, { what: label(link.target), how: kind(link), strength: this.words.strengths[link.strength] }));
    const button = made("button", { type: "button", class: "ev-box", "data-id": event.id },
      made("span", { class: "ev-when" }, this.#when(event)), made("b", {}, made("bdi", {}, event.label)),
      who ? made("span", { class: "ev-who" }, made("bdi", {}, who)) : null, next.length ? made("span", { class: "sr" }, next.join("; ")) : null);
    button.addEventListener("click", () => this.tell(event.id));
    return made("li", {}, button);
  }

  /** Arrows between neighbours run straight; those that pass over others swing out at the side. */
  #arrows() {
    this.root.querySelector("svg")?.remove();
    if (!this.ways?.length || !this.list.clientHeight) return;
    const boxes = [...this.list.querySelectorAll(".ev-box")].map((box) => ({ top: box.offsetTop, bottom: box.offsetTop + box.offsetHeight, left: box.offsetLeft, right: box.offsetLeft + box.offsetWidth }));
    const svg = drawn("svg", { class: "ev-lines", width: this.list.clientWidth, height: this.list.scrollHeight, "aria-hidden": "true" });
    for (const link of this.ways) svg.append(...this.#arrow(link, boxes));
    this.list.append(svg);
  }

  #arrow(link, boxes) {
    const [from, to] = [link.source, link.target].map((end) => this.places.get(end));
    const [one, other] = [boxes[from], boxes[to]];
    const down = to > from ? 1 : -1;
    const shape = { "data-id": link.id, class: `ev-line ${link.strength}` };
    const ends = link.direction === "none" ? [] : link.direction === "both" ? [0, 1] : [1];
    if (to - from === 1) {
      const x = Math.round((one.left + one.right) / 2);
      return [drawn("path", { ...shape, d: `M${x} ${one.bottom} V${other.top - 2}` }), ...ends.map((end) => (end ? arrowhead(x, other.top, 1, "down") : arrowhead(x, one.bottom, -1, "down")))];
    }
    const mirrored = document.dir === "rtl";
    const edge = mirrored ? one.left : one.right;
    const out = Math.min(GUTTER + 14 * (Math.abs(to - from) - 1), 90) * (mirrored ? -1 : 1);
    const [y1, y2] = [(one.top + one.bottom) / 2 + 6 * down, (other.top + other.bottom) / 2 - 6 * down];
    const path = `M${edge} ${y1} C${edge + out} ${y1}, ${edge + out} ${y2}, ${edge + (mirrored ? -2 : 2)} ${y2}`;
    return [drawn("path", { ...shape, d: path }), ...ends.map((end) => arrowhead(edge, end ? y2 : y1, mirrored ? 1 : -1, "side"))];
  }
}

function arrowhead(x, y, way, how) {
  const d = how === "down" ? `M${x - 4} ${y - 8 * way} L${x} ${y} L${x + 4} ${y - 8 * way} Z` : `M${x - 8 * way} ${y - 4} L${x} ${y} L${x - 8 * way} ${y + 4} Z`;
  return drawn("path", { d, class: "ev-head" });
}
