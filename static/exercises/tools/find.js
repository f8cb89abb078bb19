// Find: words in names, other names, notes and cards, whatever their case and accents.

import { digits } from "../../components/digits.js";
import { fold } from "../chart_model.js";
import { filled } from "../views/texts.js";
import { fill } from "./results.js";

const MOST = 60;

export class FindTool {
  constructor(root, context) {
    Object.assign(this, { root, ...context });
    this.input = root.querySelector("input");
    this.input.addEventListener("input", () => this.#find());
    root.querySelector("[data-clear]").addEventListener("click", () => {
      this.input.value = "";
      this.#find();
      this.input.focus();
    });
  }

  first() {
    return this.input;
  }

  sync(model) {
    this.model = model;
    if (this.input.value) this.#find();
  }

  #find() {
    const wanted = fold(this.input.value);
    const found = wanted ? [...this.model.entities.values(), ...this.model.links.values()].flatMap((item) => this.#hit(item, wanted)) : [];
    this.root.querySelector("[data-count]").textContent = wanted ? this.say.found.replace("{count}", digits(found.length)) : "";
    fill(this.root.querySelector("ul"), found.slice(0, MOST), this.choose);
    this.emphasis.point(found.length ? new Set(found.map((one) => one.id)) : null);
  }

  #hit(item, wanted) {
    const has = (text) => text && fold(text).includes(wanted);
    const link = this.model.links.has(item.id);
    const text = link ? this.#linkName(item) : item.label;
    const places = [
      [this.say.inName, [link ? item.label || this.words.linkTypes[item.type]?.label : item.label, item.identity]],
      [this.say.inAlias, item.aliases ?? []],
      [this.say.inNote, [item.note, ...Object.values(item.attributes ?? {}).map((one) => one.value)]],
      [this.say.inCard, (item.cards ?? []).flatMap((card) => [card.source, card.summary, card.text])],
    ].filter(([, all]) => all.some(has)).map(([name]) => name);
    return places.length ? [{ id: item.id, text, more: places.join(", ") }] : [];
  }

  #linkName(link) {
    const label = (end) => this.model.entities.get(end)?.label ?? "";
    return filled(this.say.link, { from: label(link.source), to: label(link.target), type: link.label || (this.words.linkTypes[link.type]?.label ?? link.type) });
  }
}
