// The chosen item beside the grid: where, for whom, with whom, changed at once.

import { piece, words, spanWords } from "./words.js";

const place = document.getElementById("agenda-chosen");

export class Chosen {
  /** @param {{move: Function, copy: Function, remove: Function, query: string}} hands */
  constructor(agenda, hands) {
    Object.assign(this, { agenda, hands, id: null });
    place.addEventListener("change", (event) => this.#changed(event));
    place.addEventListener("click", (event) => this.#clicked(event));
  }

  show(id) {
    if (this.id === id) return;
    this.id = id;
    this.draw();
  }

  /** Draw it again as it is now; it goes when the item is gone. */
  draw() {
    const item = this.id && this.agenda.item(this.id);
    const shape = item && JSON.stringify([item, this.agenda.state.rooms, this.agenda.state.trainers, this.agenda.state.tracks]);
    if (shape === this.shape) return;
    this.shape = shape;
    if (!item) {
      this.id = null;
      place.replaceChildren();
      return;
    }
    const focused = place.contains(document.activeElement) ? document.activeElement.id : null;
    place.replaceChildren(this.#card(item));
    if (focused) document.getElementById(focused)?.focus();
  }

  #card(item) {
    const card = piece("chosen");
    const { may, rooms, trainers, tracks } = this.agenda.state;
    card.querySelector("[data-title]").textContent = item.title;
    card.querySelector("[data-when]").textContent = [item.word, this.agenda.day(item.day)?.name, spanWords(item)].join(" · ");
    card.querySelector("[data-open]").href = item.href + this.hands.query;
    fill(card.querySelector('[data-field="room_id"]'), rooms.map(({ id, name }) => [id, name]), item.room_id ?? "");
    const letters = [...new Set([...tracks, item.track, nextLetter(tracks)])].filter(Boolean).sort();
    fill(card.querySelector('[data-field="track"]'), letters.map((track) => [track, words("track", { track })]), item.track);
    const people = card.querySelector("[data-people]");
    for (const { id, name } of trainers) {
      const line = piece("person");
      line.querySelector("span").textContent = name;
      Object.assign(line.querySelector("input"), { value: id, id: `chosen-${id}`, checked: item.trainer_ids.includes(id) });
      people.append(line);
    }
    if (!trainers.length) people.parentElement.remove();
    const fixed = !may || item.locked;
    for (const control of card.querySelectorAll("select, input")) control.disabled = fixed;
    card.querySelector("[data-copy-item]").hidden = !may;
    card.querySelector("[data-remove-item]").hidden = fixed;
    return card;
  }

  #changed(event) {
    const item = this.agenda.item(this.id);
    const field = event.target.closest("[data-field]")?.dataset.field;
    if (!item || !field) return;
    if (field === "trainer_ids") {
      const chosen = [...place.querySelectorAll("[data-people] input:checked")].map((one) => one.value);
      this.hands.move(item, { trainer_ids: chosen });
    } else {
      const value = event.target.value;
      this.hands.move(item, { [field]: field === "room_id" ? value || null : value });
    }
  }

  #clicked(event) {
    const item = this.agenda.item(this.id);
    if (!item) return;
    if (event.target.closest("[data-copy-item]")) this.hands.copy(item);
    if (event.target.closest("[data-remove-item]")) this.hands.remove(item);
  }
}

function fill(select, choices, value) {
  for (const [key, name] of choices) select.add(new Option(name, key));
  select.value = value;
}

function nextLetter(tracks) {
  return "ABCDEFGH"[tracks.length] ?? "";
}
