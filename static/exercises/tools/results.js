// Lists of what a tool found: each entry is a button that chooses the thing.

import { made } from "../views/texts.js";

/** Buttons for entries {id, text, more}; `choose` gets the id. */
export function fill(list, entries, choose) {
  list.replaceChildren(...entries.map(({ id, text, more = "", figure = null }) => {
    const button = made("button", { type: "button", class: "hit", "data-id": id }, made("bdi", {}, text), more ? made("small", {}, more) : null);
    button.addEventListener("click", () => choose(id));
    return made("li", {}, button, figure === null ? null : made("span", { class: "num" }, figure));
  }));
}

/** Options of a select for all entities; the choice stays where it can. */
export function offer(select, entities, wanted = null) {
  const before = wanted ?? select.value;
  select.replaceChildren(...entities.map((one) => new Option(one.label, one.id)));
  if (entities.some((one) => one.id === before)) select.value = before;
}
