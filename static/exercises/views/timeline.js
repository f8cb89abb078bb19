// The time line: a lane for each entity that has a date, links between lanes; beside it the event chart and a
// plain list of the same. What has no date is listed below, so that nothing seems to be missing.

import { digits } from "../../components/digits.js";
import { datesInWords, reportDates, timesOf } from "./dates.js";
import { EventChart } from "./event_chart.js";
import { Lanes } from "./lanes.js";
import { ordered } from "./order.js";
import { filled, made, texts } from "./texts.js";

export class TimelineView {
  constructor(root, { model, words, choose, editable, edit = null }) {
    Object.assign(this, { root, model, words, tell: choose, editable, edit });
    this.say = texts(root);
    this.mode = "lanes";
    this.reports = reportDates(words);
    this.parts = { lanes: root.querySelector("[data-lanes]"), events: root.querySelector("[data-events]"), list: root.querySelector("[data-dated]") };
    this.lanes = new Lanes(this.parts.lanes, { say: this.say, words, choose, describe: (item) => this.#words(item), name: (item) => this.#name(item) });
    this.events = new EventChart(this.parts.events, { say: this.say, words, choose, reports: this.reports });
    for (const button of root.querySelectorAll("[data-mode]")) button.addEventListener("click", () => this.#turn(button.dataset.mode));
    for (const button of root.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.lanes.zoom(button.dataset.zoom));
  }

  show() {}

  hide() {}

  sync(model) {
    this.model = model;
    const entities = ordered(model.entities.values(), this.words, "usual", () => 0);
    const items = [...entities, ...model.links.values()].map((item) => ({ item, link: model.links.has(item.id), ...timesOf(item, this.reports) }));
    this.dated = items.filter((one) => one.first !== null).sort((one, other) => one.first - other.first);
    this.undated = items.filter((one) => one.first === null);
    this.#draw();
  }

  choose(id) {
    this.chosen = id;
    for (const element of this.root.querySelectorAll("[data-id]")) element.classList.toggle("now", element.dataset.id === id);
    this.events.choose(id);
  }

  emphasise({ dim, lit }) {
    this.pointed = { dim, lit };
    for (const element of this.root.querySelectorAll("[data-id]")) {
      element.classList.toggle("dim", dim.has(element.dataset.id));
      element.classList.toggle("lit", lit.has(element.dataset.id));
    }
  }

  #turn(mode) {
    this.mode = mode;
    this.#draw();
  }

  #draw() {
    for (const button of this.root.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
    for (const [name, part] of Object.entries(this.parts)) part.hidden = name !== this.mode;
    for (const button of this.root.querySelectorAll("[data-zoom]")) button.hidden = this.mode !== "lanes";
    this.root.querySelector("[data-empty]").hidden = this.dated.length > 0 || this.mode === "events";
    if (this.mode === "lanes") this.lanes.draw(this.model, this.dated, ordered(this.model.entities.values(), this.words, "usual", () => 0));
    else if (this.mode === "events") this.events.draw(this.model);
    else this.#list();
    this.#without();
    if (this.pointed) this.emphasise(this.pointed);
    this.choose(this.chosen);
  }

  /** What an item says: its name or both its ends, and when. */
  #words(item) {
    const when = datesInWords(item, this.say, this.reports);
    return when ? filled(this.say.dated, { what: this.#name(item), when }) : this.#name(item);
  }

  #name(item) {
    if (!this.model.links.has(item.id)) return item.label;
    const label = (end) => this.model.entities.get(end)?.label ?? "";
    return filled(this.say.link, { from: label(item.source), to: label(item.target), type: item.label || (this.words.linkTypes[item.type]?.label ?? item.type), strength: this.words.strengths[item.strength] });
  }

  #list() {
    this.parts.list.replaceChildren(...this.dated.map(({ item }) => this.#entry(item, datesInWords(item, this.say, this.reports))));
  }

  #entry(item, when = "") {
    const button = made("button", { type: "button", class: "tl-name", "data-id": item.id }, made("bdi", {}, this.#name(item)));
    button.addEventListener("click", () => this.tell(item.id));
    const entry = made("li", {}, made("span", { class: "tl-when" }, when), button);
    if (!when && this.editable && this.edit) {
      const date = made("button", { type: "button", class: "btn quiet s" }, this.say.date, made("span", { class: "sr" }, ` ${this.#name(item)}`));
      date.addEventListener("click", () => this.edit(item.id, { field: "since", from: date }));
      entry.append(date);
    }
    return entry;
  }

  #without() {
    const box = this.root.querySelector("[data-undated]");
    box.hidden = !this.undated.length;
    box.querySelector("[data-count]").textContent = digits(this.undated.length);
    box.querySelector("ul").replaceChildren(...(box.open ? this.undated.map(({ item }) => this.#entry(item)) : []));
    box.ontoggle = () => this.#without();
  }
}
