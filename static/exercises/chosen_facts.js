// Further facts of an item (attributes), and what an entity took in when others were merged into it.

import { step } from "./chart_model.js";
import { filled, shape } from "./views/texts.js";

export class Facts {
  constructor(shared) {
    Object.assign(this, shared);
  }

  show(part, item) {
    const list = part.querySelector("[data-facts]");
    const facts = Object.entries(item.attributes ?? {});
    const print = JSON.stringify(facts);
    part.open ||= Boolean(item.note || facts.length || item.merged?.length) && part.dataset.print === undefined;
    if (part.dataset.print !== print && !list.contains(document.activeElement)) {
      part.dataset.print = print;
      list.replaceChildren(...facts.map(([name, { value }]) => this.#line(name, value)));
    }
    list.onchange = () => this.#keep(this.model.item(item.id), list);
    list.onclick = (event) => {
      if (!event.target.closest("[data-drop]")) return;
      event.target.closest("li").remove();
      this.#keep(this.model.item(item.id), list);
    };
    part.querySelector("[data-add-fact]").onclick = () => {
      list.append(this.#line("", ""));
      list.lastElementChild.querySelector("input").focus();
    };
    const merged = part.querySelector("[data-merged]");
    merged.hidden = !item.merged?.length;
    merged.textContent = (item.merged ?? []).map((one) => filled(this.words.say.merged, { name: one.label, why: one.why })).join(" ");
  }

  #line(name, value) {
    const line = shape("fact");
    line.querySelector("[name=fact]").value = name;
    line.querySelector("[name=value]").value = value;
    return line;
  }

  #keep(item, list) {
    const attributes = {};
    for (const line of list.children) {
      const name = line.querySelector("[name=fact]").value.trim();
      const value = line.querySelector("[name=value]").value.trim();
      if (name && value) attributes[name] = { kind: "text", ...item.attributes?.[name], value };
    }
    if (JSON.stringify(attributes) === JSON.stringify(item.attributes ?? {})) return;
    const kind = this.model.entities.has(item.id) ? "edit_entity" : "edit_link";
    this.model.act(step(kind, { id: item.id, changes: { attributes } }));
  }
}
