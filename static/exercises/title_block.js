// The title block of a chart: its title, author, date and handling. What nobody wrote comes from the exercise.

import { step } from "./chart_model.js";
import { span, written } from "./views/dates.js";

const FIELDS = ["title", "author", "date", "handling"];

export class TitleBlock {
  /** @param {HTMLElement} block  @param {{model, words, editable}} shared */
  constructor(block, shared) {
    Object.assign(this, { block, ...shared });
    this.usual = Object.fromEntries([...block.querySelectorAll("[data-line]")].map((line) => [line.dataset.line, line.textContent]));
    this.dialog = document.querySelector("[data-title-dialog]");
    const open = block.querySelector("[data-open-title]");
    if (this.editable) open.addEventListener("click", () => this.#open());
    else open.hidden = true;
    this.dialog?.querySelector("form").addEventListener("submit", (event) => this.#keep(event));
    this.sync();
  }

  sync() {
    const { title, author, date, handling } = this.model.about;
    const put = (name, text) => {
      this.block.querySelector(`[data-line="${name}"]`).textContent = text || this.usual[name];
    };
    put("title", title);
    put("made", [author, written(date)].filter(Boolean).join(this.words.say.comma));
    put("handling", handling);
  }

  #open() {
    for (const name of FIELDS) this.dialog.querySelector(`[name="${name}"]`).value = this.model.about[name] ?? "";
    this.dialog.showModal();
  }

  #keep(event) {
    const fields = event.target.elements;
    if (event.submitter?.value === "leave") return;
    const date = fields.date.value.trim();
    if (date && !span(date)) {
      event.preventDefault();
      fields.date.focus();
      return;
    }
    this.model.act(step("set_about", { about: Object.fromEntries(FIELDS.map((name) => [name, fields[name].value.trim()])) }));
  }
}
