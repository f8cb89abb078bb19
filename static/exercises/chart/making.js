// New things on the chart: an entity at a place, a link between two, a box round several.

import { uuid7 } from "../../components/ids.js";
import { step } from "../chart_model.js";
import { newEntity, newLink } from "../views/making.js";
import { pick } from "./picker.js";

/** Types in the order of the case. */
export function inOrder(types) {
  return Object.entries(types).sort(([, one], [, other]) => one.order - other.order);
}

export class Making {
  /** @param {{model, words, choose}} shared */
  constructor({ model, words, choose }) {
    Object.assign(this, { model, words, choose });
    this.last = null; // the type of link that was drawn last stands ready
  }

  /** A new entity of a type, named after it until somebody writes its name. */
  entity(type, at) {
    const entity = newEntity({ type, label: this.words.entityTypes[type].label, at });
    this.model.act(step("add_entity", { entity }));
    this.choose(entity.id, { focus: true });
  }

  /** Ask for the type of a new entity, then add it. */
  async askEntity(at, place) {
    const items = inOrder(this.words.entityTypes).map(([key, kind]) => ({ key, label: kind.label, icon: kind.icon }));
    const type = await pick({ title: this.words.say.askType, none: this.words.say.noneFits, items, at: place });
    if (type) this.entity(type, at);
  }

  /** Ask for the other end of a link; the entity's id or null. */
  async askEnd(source, place) {
    const items = [...this.model.entities.values()].filter((one) => one.id !== source)
      .map((one) => ({ key: one.id, label: one.label, icon: this.words.entityTypes[one.type]?.icon, more: one.aliases[0] }));
    const from = this.model.entities.get(source).label;
    return pick({ title: this.words.say.askEnd.replace("{name}", `\u2068${from}\u2069`), none: this.words.say.noneFits, items, at: place });
  }

  /** Ask for the type of a link between two entities, then draw it; `more` may hold cards. */
  async link(source, target, place, more = {}) {
    if (source === target || !this.model.entities.has(source) || !this.model.entities.has(target)) return null;
    const kinds = inOrder(this.words.linkTypes);
    const items = kinds.map(([key, kind]) => ({ key, label: kind.label }));
    const type = kinds.length === 1 ? kinds[0][0] : await pick({ title: this.#between(source, target), none: this.words.say.noneFits, items, at: place, first: this.last });
    if (!type) return null;
    this.last = type;
    const link = newLink({ source, target, type, ...more }, this.words);
    this.model.act(step("add_link", { link }));
    this.choose(link.id);
    return link.id;
  }

  #between(source, target) {
    const [from, to] = [source, target].map((id) => `\u2068${this.model.entities.get(id).label}\u2069`);
    return this.words.say.askLink.replace("{from}", from).replace("{to}", to);
  }

  /** A box round entities. If one of them is an organisation, the box stands for it. */
  box(ids) {
    const entities = ids.map((id) => this.model.entities.get(id)).filter(Boolean);
    const held = new Set([...this.model.groups.values()].map((group) => group.entity));
    const holder = entities.find((one) => this.words.entityTypes[one.type]?.shape === "box" && !held.has(one.id));
    const members = entities.filter((one) => one !== holder).map((one) => one.id);
    if (!members.length) return;
    const group = { id: uuid7(), label: holder ? holder.label : "", members, entity: holder?.id ?? "" };
    this.model.act(step("put_group", { group }));
    this.choose(holder?.id ?? group.id, { focus: !holder });
  }
}
