// The panel of the chosen thing: its facts can be changed in their boxes, each change is a step of its own.

import { digits } from "../components/digits.js";
import { Cards } from "./chosen_cards.js";
import { Facts } from "./chosen_facts.js";
import { showAlike, showAllowed } from "./chosen_hints.js";
import { Members } from "./chosen_members.js";
import { step } from "./chart_model.js";
import { removing } from "./chart/keys.js";
import { span } from "./views/dates.js";
import { made } from "./views/texts.js";

export class Chosen {
  /**
   * @param {HTMLElement} root
   * @param {{model, words, editable: boolean, choose, making, chart, reports, compare}} shared
   */
  constructor(root, shared) {
    Object.assign(this, { root, ...shared, id: null, many: [] });
    this.place = root.querySelector("[data-chosen]");
    this.title = root.querySelector("[data-title]");
    this.acts = root.querySelector("[data-acts]");
    this.cards = new Cards(shared);
    this.facts = new Facts(shared);
    this.members = new Members(shared);
    root.addEventListener("change", (event) => this.#change(event));
    root.addEventListener("submit", (event) => event.target.matches("[data-fields]") && event.preventDefault());
    root.addEventListener("click", (event) => this.#click(event));
  }

  /** Show what is chosen; `many` are ids where several are. */
  show(id, { many = [], focus = false } = {}) {
    const same = id === this.id && many.join() === this.many.join();
    Object.assign(this, { id, many });
    this.sync({ same });
    if (focus) this.#focus();
  }

  #focus() {
    const field = this.place.querySelector("[name=label], [name=type], button");
    field?.focus();
    if (field?.name === "label") field.select();
  }

  /** The chart has changed, or something else is chosen. A field in which somebody writes stays as it is. */
  sync({ same = true, touched = null } = {}) {
    const kind = this.#kind();
    if (same && touched && kind === this.kind && !this.#concerned(touched)) return;
    if (!same || kind !== this.kind || !this.place.firstElementChild) {
      this.kind = kind;
      this.place.replaceChildren(document.querySelector(`template[data-t="see-${kind}"]`).content.cloneNode(true));
      this.acts.replaceChildren(...(this.editable ? [document.querySelector(`template[data-t="acts-${kind}"]`)?.content.cloneNode(true)].filter(Boolean) : []));
      if (!this.editable) this.#lock();
    }
    this.#title(kind);
    if (kind === "entity") this.#entity(this.model.entities.get(this.id));
    else if (kind === "link") this.#link(this.model.links.get(this.id));
    else if (kind === "group") this.members.group(this.place, this.model.groups.get(this.id));
    else if (kind === "many") this.members.many(this.place, this.many);
    if (!this.editable) this.#lock();
  }

  /** Whether a change is about what is shown: the thing itself, its links, boxes, the grades of reports. */
  #concerned(touched) {
    if (touched.has(this.id) || this.many.some((id) => touched.has(id))) return true;
    for (const id of touched) {
      const link = this.model.links.get(id);
      if (link ? link.source === this.id || link.target === this.id : !this.model.entities.has(id)) return true;
    }
    return false;
  }

  #kind() {
    if (this.many.length > 1) return "many";
    if (this.model.entities.has(this.id)) return "entity";
    if (this.model.links.has(this.id)) return "link";
    return this.model.groups.has(this.id) ? "group" : "nothing";
  }

  #title(kind) {
    const { say, entityTypes } = this.words;
    const type = entityTypes[this.model.entities.get(this.id)?.type]?.label;
    this.title.textContent = { entity: type, link: say.titleLink, group: say.titleBox, many: say.titleMany.replace("{count}", digits(this.many.length)) }[kind] ?? say.titleNothing;
  }

  #lock() {
    for (const field of this.root.querySelectorAll("[data-chosen] input, [data-chosen] select, [data-chosen] textarea")) field.disabled = true;
    for (const part of this.root.querySelectorAll("[data-edit-only], [data-chosen] .note .acts")) part.hidden = true;
  }

  // --- what is shown ---

  #entity(entity) {
    this.#fill(entity, ["label", "type", "identity", "since", "until", "note"]);
    this.#put("aliases", entity.aliases.join("; "));
    this.cards.show(this.place.querySelector("[data-cards-part]"), entity);
    this.facts.show(this.place.querySelector("[data-more]"), entity);
    this.#links(entity);
    this.members.boxes(this.place.querySelector("[data-boxes]"), entity);
    showAlike(this.place.querySelector("[data-alike]"), entity, this);
  }

  #link(link) {
    this.#fill(link, ["type", "direction", "strength", "label", "since", "until", "note"]);
    const { say } = this.words;
    const from = this.place.querySelector('[name=direction] [value="forward"]');
    from.textContent = say.fromEnd.replace("{name}", `\u2068${this.model.entities.get(link.source)?.label ?? ""}\u2069`);
    const assessed = this.place.querySelector("[name=assessed]");
    assessed.checked = link.assessed;
    this.place.querySelector("[data-ends]").replaceChildren(...this.#ends(link));
    this.cards.show(this.place.querySelector("[data-cards-part]"), link);
    this.facts.show(this.place.querySelector("[data-more]"), link);
    showAllowed(this.place.querySelector("[data-allowed]"), link, this);
  }

  #ends(link) {
    const sign = { forward: "\u2192", both: "\u2194", none: "\u2013" }[link.direction];
    const end = (id) => this.toThing(id, this.model.entities.get(id)?.label ?? "");
    const between = made("span", { "aria-hidden": "true", class: "way", dir: "ltr" }, sign);
    return [end(link.source), " ", document.dir === "rtl" && link.direction === "forward" ? made("span", { "aria-hidden": "true", class: "way" }, "\u2190") : between, " ", end(link.target)];
  }

  /** A button that chooses something else. */
  toThing(id, words) {
    return made("button", { type: "button", class: "as-link", "data-go": id }, made("bdi", {}, words));
  }

  #links(entity) {
    const part = this.place.querySelector("[data-links-part]");
    const links = this.model.linksOf(entity.id);
    part.querySelector("[data-count]").textContent = digits(links.length);
    part.querySelector("[data-links]").replaceChildren(...(links.length ? links.map((link) => this.#linkLine(link, entity)) : [made("li", { class: "muted sm" }, this.words.say.noLinksYet)]));
  }

  #linkLine(link, entity) {
    const out = link.source === entity.id;
    const other = this.model.entities.get(out ? link.target : link.source);
    const sign = link.direction === "none" ? "\u2013" : link.direction === "both" ? "\u2194" : out === (document.dir !== "rtl") ? "\u2192" : "\u2190";
    const type = link.label || (this.words.linkTypes[link.type]?.label ?? link.type);
    const button = this.toThing(link.id, type);
    return made("li", { class: link.strength }, button, made("span", { class: "way", "aria-hidden": "true" }, sign), made("bdi", {}, other?.label ?? ""));
  }

  #fill(item, names) {
    for (const name of names) this.#put(name, item[name] ?? "");
  }

  #put(name, value) {
    const field = this.place.querySelector(`[name="${name}"]`);
    if (field && field !== document.activeElement && field.value !== value) field.value = value;
  }

  // --- what is changed ---

  #change({ target }) {
    const field = target.closest("[data-fields] [name], [data-note]");
    if (!field || !this.editable) return;
    const item = this.model.item(this.id);
    if (this.model.groups.has(this.id)) this.members.change(this.model.groups.get(this.id), field);
    else if (item) this.#keep(item, field);
  }

  #keep(item, field) {
    const value = field.type === "checkbox" ? field.checked : field.value.trim();
    const { say } = this.words;
    const entity = this.model.entities.has(item.id);
    const fault = field.name === "label" && entity && !value ? say.noNameNeeded : ["since", "until"].includes(field.name) && value && !span(value) ? say.noDate : "";
    this.#fault(field, fault);
    if (fault) return;
    const changes = field.name === "aliases" ? { aliases: [...new Set(value.split(";").map((one) => one.trim()).filter(Boolean))] } : { [field.name]: value };
    if (JSON.stringify(item[field.name]) === JSON.stringify(changes[field.name])) return;
    this.model.act(step(entity ? "edit_entity" : "edit_link", { id: item.id, changes }));
  }

  #fault(field, words) {
    const place = this.place.querySelector("[data-why]");
    field.setAttribute("aria-invalid", String(Boolean(words)));
    if (!place) return;
    place.hidden = !words;
    place.textContent = words;
  }

  #click({ target }) {
    const go = target.closest("[data-go]");
    if (go) this.choose(go.dataset.go, { reveal: true });
    const act = target.closest("[data-act]")?.dataset.act;
    if (!act || !this.editable) return;
    const link = this.model.links.get(this.id);
    const acts = {
      remove: () => this.model.act(...removing([this.id], this.model)),
      reverse: () => this.model.act(step("edit_link", { id: link.id, changes: { source: link.target, target: link.source } })),
      box: () => this.making.box(this.many),
      row: () => this.#line(this.many, 1),
      column: () => this.#line(this.many, 0),
      "remove-all": () => this.model.act(...removing(this.many, this.model)),
    };
    acts[act]?.();
  }

  /** Put several in one line, in the order in which they stand. */
  #line(ids, along) {
    const placed = ids.map((id) => this.model.entities.get(id)).filter((one) => one?.at);
    if (placed.length < 2) return;
    const mean = Math.round(placed.reduce((sum, one) => sum + one.at[along], 0) / placed.length);
    const places = placed.map((one) => ({ id: one.id, at: along ? [one.at[0], mean] : [mean, one.at[1]] }));
    this.model.act(step("move", { places }));
  }
}
