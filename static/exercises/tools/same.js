// The same thing twice? Two entities side by side, what speaks for and against, and a merge with its reason.

import { evidenceOf, step } from "../chart_model.js";
import { datesInWords } from "../views/dates.js";
import { alphabet } from "../views/order.js";
import { filled, made } from "../views/texts.js";
import { ask } from "./asking.js";
import { offer } from "./results.js";

const APART = "concord:apart:";

export class SameTool {
  constructor(root, context) {
    Object.assign(this, { root, ...context });
    this.form = root.querySelector("form");
    this.list = root.querySelector("[data-pairs]");
    this.note = root.querySelector("[data-note]");
    this.rows = root.querySelector("tbody");
    this.form.addEventListener("change", () => this.#compare());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#merge();
    });
    root.querySelector("[data-apart]").addEventListener("click", () => this.#apart());
    root.querySelector("[data-suggest]").addEventListener("click", () => this.#suggest());
    root.querySelector("button[data-edit]").hidden = !this.editable;
  }

  first() {
    return this.root.querySelector("[data-suggest]");
  }

  sync(model) {
    this.model = model;
    const entities = [...model.entities.values()].sort((one, other) => alphabet(one.label, other.label));
    const { one, other } = this.form.elements;
    const started = one.options.length > 0;
    offer(one, entities, started ? null : this.chosen());
    offer(other, entities);
    if (one.value === other.value && other.options.length > 1) other.selectedIndex = one.selectedIndex ? 0 : 1;
    this.#compare();
    for (const item of this.list.children) item.hidden = !item.dataset.ids.split(" ").every((id) => model.entities.has(id));
  }

  /** Lay two entities side by side. */
  put(one, other) {
    this.form.elements.namedItem("one").value = one;
    this.form.elements.namedItem("other").value = other;
    this.#compare();
    this.form.scrollIntoView({ block: "nearest" });
    this.form.elements.namedItem("one").focus();
  }

  #ends() {
    const { one, other } = this.form.elements;
    return [one.value, other.value].map((id) => this.model.entities.get(id));
  }

  #compare() {
    const [one, other] = this.#ends();
    const two = one && other && one !== other;
    this.root.querySelector("[data-compare]").hidden = !two;
    for (const part of this.form.querySelectorAll("[data-two]")) part.hidden = !two || (part.hasAttribute("data-edit") && !this.editable);
    if (!two) return;
    const [first, second] = [one, other].map((entity) => this.#facts(entity));
    this.rows.replaceChildren(...Object.keys(first).filter((name) => first[name] || second[name]).map((name) => made("tr", { class: differs(name, first, second) ? "differs" : null }, made("th", { scope: "row" }, this.say[name]), ...[first, second].map((facts) => made("td", {}, made("bdi", {}, facts[name]))))));
    for (const radio of this.form.querySelectorAll('[name="keep"]')) radio.parentElement.querySelector("bdi").textContent = (radio.value === "one" ? one : other).label;
  }

  #facts(entity) {
    const links = this.model.linksOf(entity.id).map((link) => {
      const end = this.model.entities.get(link.source === entity.id ? link.target : link.source);
      return `${end?.label ?? ""} (${link.label || (this.words.linkTypes[link.type]?.label ?? link.type)})`;
    });
    return {
      factName: entity.label, factType: this.words.entityTypes[entity.type]?.label ?? entity.type, factIdentity: entity.identity,
      factAliases: entity.aliases.join("; "), factDates: datesInWords(entity, this.say), factEvidence: evidenceOf(entity).join(" "),
      factNote: entity.note, factLinks: links.join("; "), factMerged: (entity.merged ?? []).map((gone) => gone.label).join("; "),
    };
  }

  #merge() {
    const why = this.form.elements.namedItem("why");
    const fault = this.root.querySelector("[data-why]");
    const missing = !why.value.trim();
    fault.textContent = missing ? this.say.whyNeeded : "";
    why.setAttribute("aria-invalid", String(missing));
    if (missing) {
      why.focus();
      return;
    }
    const [one, other] = this.#ends();
    const [keep, gone] = this.form.elements.namedItem("keep").value === "one" ? [one, other] : [other, one];
    this.model.act(step("merge", { keep: keep.id, gone: gone.id, why: why.value.trim() }));
    why.value = "";
    this.note.textContent = filled(this.say.merged, { keep: keep.label, gone: gone.label });
    this.choose(keep.id);
  }

  async #suggest() {
    this.note.textContent = this.say.asking;
    const found = await ask(this.address, "matches");
    if (!found) {
      this.note.textContent = this.say.offline;
      return;
    }
    const apart = this.#kept();
    const pairs = found.pairs.filter(({ one, other }) => this.model.entities.has(one) && this.model.entities.has(other) && !apart.has(pairKey(one, other)));
    this.note.textContent = pairs.length ? "" : this.say.noPairs;
    this.list.replaceChildren(...pairs.map((pair) => this.#pair(pair)));
  }

  #pair({ one, other, reasons }) {
    const names = [one, other].map((id) => this.model.entities.get(id).label);
    const button = made("button", { type: "button", class: "hit" }, filled(this.say.pair, { first: names[0], second: names[1] }));
    button.addEventListener("click", () => this.put(one, other));
    const list = made("ul", { class: "reasons" }, ...reasons.map(({ sign, text }) => made("li", { class: `r-${NAMES[sign]}` }, made("b", { "aria-hidden": "true", dir: "ltr" }, sign), made("span", { class: "sr" }, `${this.say[NAMES[sign]]}: `), text)));
    const item = made("li", { "data-ids": `${one} ${other}` }, button, list);
    return item;
  }

  /** These two are different: they are not offered again in this browser. */
  #apart() {
    const [one, other] = this.#ends();
    const kept = this.#kept().add(pairKey(one.id, other.id));
    try {
      localStorage.setItem(APART + this.attempt, JSON.stringify([...kept]));
    } catch {
      this.kept = kept; // private browsing: remembered for this page only
    }
    for (const item of this.list.children) if (pairKey(...item.dataset.ids.split(" ")) === pairKey(one.id, other.id)) item.remove();
    this.note.textContent = filled(this.say.apart, { first: one.label, second: other.label });
  }

  #kept() {
    try {
      return new Set(this.kept ?? JSON.parse(localStorage.getItem(APART + this.attempt) ?? "[]"));
    } catch {
      return new Set();
    }
  }
}

const NAMES = { "+": "plus", "-": "minus", "~": "near", "!": "against" };
const PLAIN = new Set(["factName", "factType", "factIdentity", "factDates"]);

function differs(name, first, second) {
  return PLAIN.has(name) && first[name] && second[name] && first[name] !== second[name];
}

function pairKey(one, other) {
  return [one, other].sort().join(" ");
}
