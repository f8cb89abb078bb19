// Boxes round members: who is inside, what a box stands for, in which boxes an entity is.

import { digits } from "../components/digits.js";
import { uuid7 } from "../components/ids.js";
import { step } from "./chart_model.js";
import { filled, made } from "./views/texts.js";

export class Members {
  constructor(shared) {
    Object.assign(this, shared);
  }

  #put(group, changes) {
    this.model.act(step("put_group", { group: { ...group, ...changes } }));
  }

  #name(group) {
    return group.label || this.model.entities.get(group.entity)?.label || this.words.say.titleBox;
  }

  // --- a box ---

  group(place, group) {
    const label = place.querySelector("[name=label]");
    if (label !== document.activeElement) label.value = group.label;
    const entities = [...this.model.entities.values()];
    const boxes = entities.filter((one) => this.words.entityTypes[one.type]?.shape === "box");
    fill(place.querySelector("[name=entity]"), [["", this.words.say.nobody], ...boxes.map((one) => [one.id, one.label])], group.entity);
    place.querySelector("[data-count]").textContent = digits(group.members.length);
    place.querySelector("[data-members]").replaceChildren(...group.members.map((id) => this.#member(group, id)));
    const others = entities.filter((one) => !group.members.includes(one.id) && one.id !== group.entity);
    const put = place.querySelector("[data-put-in]");
    fill(put, [["", this.words.say.chooseOne], ...others.map((one) => [one.id, one.label])], "");
    put.onchange = () => put.value && this.#put(this.model.groups.get(group.id), { members: [...group.members, put.value] });
  }

  #member(group, id) {
    const name = this.model.entities.get(id)?.label ?? "";
    const out = made("button", { type: "button", class: "tb", "data-edit-only": true, "aria-label": filled(this.words.say.takeOut, { name }) }, "\u00d7");
    out.addEventListener("click", () => this.#put(group, { members: group.members.filter((one) => one !== id) }));
    return made("li", {}, made("button", { type: "button", class: "as-link", "data-go": id }, made("bdi", {}, name)), out);
  }

  change(group, field) {
    this.#put(group, { [field.name]: field.value.trim() });
  }

  // --- several things ---

  many(place, ids) {
    place.querySelector("[data-members]").replaceChildren(...ids.map((id) => made("li", {}, made("button", { type: "button", class: "as-link", "data-go": id }, made("bdi", {}, this.model.entities.get(id)?.label ?? "")))));
  }

  // --- the boxes of an entity ---

  boxes(place, entity) {
    const groups = [...this.model.groups.values()];
    const inside = groups.filter((group) => group.members.includes(entity.id));
    const chips = inside.map((group) => {
      const name = this.#name(group);
      const out = made("button", { type: "button", class: "tb", "data-edit-only": true, "aria-label": filled(this.words.say.inBox, { name }) }, "\u00d7");
      out.addEventListener("click", () => this.#put(group, { members: group.members.filter((one) => one !== entity.id) }));
      return made("span", { class: "chip" }, made("button", { type: "button", class: "as-link", "data-go": group.entity || group.id }, made("bdi", {}, name)), out);
    });
    place.replaceChildren(...(chips.length ? chips : [made("span", { class: "muted" }, this.words.say.noBoxes)]), ...(this.editable ? [this.#into(entity, groups)] : []));
  }

  /** Put an entity in a box: one that is there, one of an organisation, or a new one. */
  #into(entity, groups) {
    const held = new Set(groups.map((group) => group.entity));
    const open = groups.filter((group) => !group.members.includes(entity.id) && group.entity !== entity.id);
    const firms = [...this.model.entities.values()].filter((one) => this.words.entityTypes[one.type]?.shape === "box" && one.id !== entity.id && !held.has(one.id));
    const select = made("select", { class: "in", "aria-label": this.words.say.intoBox });
    fill(select, [["", `${this.words.say.intoBox} ...`], ...open.map((group) => [`g ${group.id}`, this.#name(group)]), ...firms.map((one) => [`e ${one.id}`, one.label]), ["new", this.words.say.newBox]], "");
    select.addEventListener("change", () => {
      const [kind, id] = select.value.split(" ");
      if (kind === "g") this.#put(this.model.groups.get(id), { members: [...this.model.groups.get(id).members, entity.id] });
      else if (kind) this.model.act(step("put_group", { group: { id: uuid7(), label: kind === "e" ? this.model.entities.get(id).label : "", members: [entity.id], entity: kind === "e" ? id : "" } }));
    });
    return select;
  }
}

function fill(select, options, value) {
  if (select === document.activeElement && select.options.length) return;
  select.replaceChildren(...options.map(([key, text]) => new Option(text, key)));
  select.value = value;
}
