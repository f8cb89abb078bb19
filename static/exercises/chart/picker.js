// A short list at a place of the page: type to narrow it, arrows, Enter; Escape gives up.

import { icon as sign } from "../icon.js";
import { made } from "../views/texts.js";

let count = 0;

/**
 * @param {{title: string, none: string, items: {key: string, label: string, icon?: string, more?: string}[], at: {x: number, y: number}, first?: string}} asked
 *        `at` is a point of the page, `first` the key that stands ready, `none` is said where nothing fits.
 * @returns {Promise<string|null>} the key that was chosen
 */
export function pick({ title, none, items, at, first = null }) {
  const back = document.activeElement;
  const picker = new Picker(title, none, items, first);
  picker.open(at);
  return new Promise((resolve) => {
    picker.done = (key) => {
      picker.dialog.remove();
      back?.focus({ preventScroll: true });
      resolve(key);
    };
  });
}

class Picker {
  constructor(title, none, items, first) {
    this.items = items;
    this.none = none;
    this.id = `picker-${(count += 1)}`;
    this.#build(title);
    this.#fill("");
    this.#point(Math.max(0, items.findIndex((one) => one.key === first)));
  }

  #build(title) {
    this.dialog = made("dialog", { class: "picker", "aria-labelledby": `${this.id}-h` });
    const head = made("h2", { id: `${this.id}-h` });
    head.textContent = title;
    this.input = made("input", { class: "in", type: "text", role: "combobox", autocomplete: "off", dir: "auto", "aria-expanded": "true", "aria-controls": `${this.id}-l`, "aria-labelledby": `${this.id}-h`, "aria-autocomplete": "list" });
    this.list = made("ul", { role: "listbox", id: `${this.id}-l`, "aria-labelledby": `${this.id}-h` });
    this.empty = made("p", { class: "sm muted", role: "status" });
    this.dialog.append(head, this.input, this.list, this.empty);
    this.input.addEventListener("input", () => {
      this.#fill(this.input.value);
      this.#point(0);
    });
    this.dialog.addEventListener("keydown", (event) => this.#keys(event));
    this.dialog.addEventListener("cancel", () => this.#end(null));
    this.dialog.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.#end(row.dataset.key);
      else if (event.target === this.dialog && !this.#inside(event)) this.#end(null);
    });
  }

  open(at) {
    document.body.append(this.dialog);
    this.dialog.showModal();
    const { offsetWidth: wide, offsetHeight: high } = this.dialog;
    this.dialog.style.left = `${Math.max(8, Math.min(at.x - wide / 2, innerWidth - wide - 8))}px`;
    this.dialog.style.top = `${Math.max(8, Math.min(at.y + 12, innerHeight - high - 8))}px`;
    this.input.focus();
  }

  #inside({ clientX, clientY }) {
    const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  }

  #fill(typed) {
    const words = typed.trim().toLowerCase();
    this.shown = this.items.filter(({ label, more }) => `${label} ${more ?? ""}`.toLowerCase().includes(words));
    this.list.replaceChildren(...this.shown.map((item, at) => this.#row(item, at)));
    this.empty.textContent = this.shown.length ? "" : this.none;
  }

  #row({ key, label, icon, more }, at) {
    const row = made("li", { role: "option", id: `${this.id}-${at}`, "data-key": key, "aria-selected": "false" });
    if (icon) row.append(sign(icon));
    const name = made("bdi", {});
    name.textContent = label;
    row.append(name);
    if (more) {
      const side = made("small", { class: "muted" });
      side.textContent = more;
      row.append(side);
    }
    return row;
  }

  #point(at) {
    this.now = Math.max(0, Math.min(at, this.shown.length - 1));
    [...this.list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === this.now)));
    const row = this.list.children[this.now];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  #keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this.#point(this.now + step);
    else if (event.key === "Enter") {
      if (this.shown[this.now]) this.#end(this.shown[this.now].key);
    } else return;
    event.preventDefault();
  }

  #end(key) {
    if (this.ended) return;
    this.ended = true;
    this.dialog.close();
    this.done(key);
  }
}
