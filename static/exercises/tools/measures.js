// How central each entity is: shading in five steps on every view, with the figures beside it.

import { digits } from "../../components/digits.js";
import { made } from "../views/texts.js";
import { ask } from "./asking.js";
import { OWN } from "./graph.js";
import { fill } from "./results.js";

const STEPS = 5;
const TOP = 12;
const LARGE = 200; // from here on the server is quicker
const CLUSTERS = 8;

const figures = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 3, numberingSystem: document.documentElement.lang === "ur" ? "arabext" : "latn" });

export class MeasureTool {
  constructor(root, context) {
    Object.assign(this, { root, ...context });
    this.select = root.querySelector("select");
    this.legend = root.querySelector("[data-shades]");
    this.note = root.querySelector("[data-note]");
    this.select.addEventListener("change", () => this.#work());
  }

  first() {
    return this.select;
  }

  sync(model) {
    this.model = model;
    if (this.select.value) this.#soon();
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#work(), 400);
  }

  async #work() {
    const name = this.select.value;
    const round = (this.round = (this.round ?? 0) + 1);
    this.root.querySelector("ul").replaceChildren();
    this.legend.replaceChildren();
    this.note.textContent = name ? this.say.asking : "";
    if (!name) return this.emphasis.paint(new Map());
    const values = await this.#values(name);
    if (round !== this.round) return undefined; // another measure was chosen meanwhile
    this.note.textContent = values ? this.say.meaning[name] : this.say.offline;
    if (!values) return this.emphasis.paint(new Map());
    return name === "clusters" ? this.#clusters(values) : this.#shades(values);
  }

  async #values(name) {
    const own = OWN[name];
    if (own && this.model.entities.size < LARGE) return own(this.model);
    const found = await ask(this.address, "measures");
    if (!found) return own ? own(this.model) : null;
    const field = name === "clusters" ? "cluster" : name;
    return new Map(found.entities.filter((one) => one[field] !== null && this.model.entities.has(one.id)).map((one) => [one.id, one[field]]));
  }

  #shades(values) {
    const highest = Math.max(...values.values(), 0);
    const stepOf = (value) => (value > 0 && highest > 0 ? Math.max(1, Math.ceil((value / highest) * STEPS)) : 0);
    const shade = new Map([...values].map(([id, value]) => [id, stepOf(value)]).filter(([, at]) => at > 0));
    if (highest > 0) {
      for (let at = 1; at <= STEPS; at += 1) {
        this.legend.append(made("span", {}, made("i", { class: `shade-${at}` }), made("bdi", { dir: "ltr" }, `${figures.format(((at - 1) / STEPS) * highest)}\u2013${figures.format((at / STEPS) * highest)}`)));
      }
    }
    const top = [...values].sort(([, one], [, other]) => other - one).slice(0, TOP);
    fill(this.root.querySelector("ul"), top.map(([id, value]) => ({ id, text: this.model.entities.get(id)?.label ?? "", figure: figures.format(value) })), this.choose);
    this.emphasis.paint(shade, { label: this.select.selectedOptions[0].textContent, values, text: (value) => figures.format(value) });
  }

  /** Clusters by number, the largest first. */
  #clusters(values) {
    const groups = new Map();
    for (const [id, number] of values) groups.set(number, [...(groups.get(number) ?? []), id]);
    const large = [...groups.values()].filter((ids) => ids.length > 1).sort((one, other) => other.length - one.length).slice(0, CLUSTERS);
    const shade = new Map(large.flatMap((ids, at) => ids.map((id) => [id, `c${at + 1}`])));
    this.legend.replaceChildren(...large.map((ids, at) => made("span", {}, made("i", { class: `shade-c${at + 1}` }), this.say.cluster.replace("{number}", digits(at + 1)).replace("{count}", digits(ids.length)))));
    fill(this.root.querySelector("ul"), large.flatMap((ids, at) => ids.map((id) => ({ id, text: this.model.entities.get(id)?.label ?? "", figure: digits(at + 1) }))), this.choose);
    this.emphasis.paint(shade);
  }
}
