// The bar over the chart: what to add, the tool for links, undo and redo, layouts, what is seen, the list of keys.

import { savePicture } from "./chart/picture.js";

export class ChartBar {
  /** @param {HTMLElement} space  @param {{model, words, editable, chart, making, say}} shared */
  constructor(space, shared) {
    Object.assign(this, { space, ...shared });
    this.keyList = document.querySelector("[data-keys-list]");
    this.#on("[data-fit]", () => this.chart.fit());
    this.#on("[data-keys]", () => this.keyList.showModal());
    this.#on("[data-picture]", () => this.#picture());
    this.chart.box.addEventListener("keydown", (event) => event.key === "?" && this.keyList.showModal());
    if (this.editable) this.#edits();
    this.sync();
  }

  #on(selector, act) {
    for (const button of this.space.querySelectorAll(selector)) button.addEventListener("click", () => act(button));
  }

  #edits() {
    this.#on("[data-select]", () => this.take(false));
    this.#on("[data-draw]", (button) => this.take(button.getAttribute("aria-pressed") !== "true"));
    this.#on("[data-add]", (button) => {
      this.#closeMenus();
      this.making.entity(button.dataset.add, this.chart.freePlace());
    });
    this.#on("[data-undo]", () => this.undo());
    this.#on("[data-redo]", () => this.model.redo());
    this.#on("[data-layout]", (button) => this.#arrange(button.dataset.layout));
    this.space.querySelector("[data-snap]").addEventListener("change", ({ target }) => {
      this.chart.hands.snap = target.checked;
    });
    addEventListener("keydown", (event) => this.#keys(event));
  }

  /** Take the tool for links into the hand, or put it down. */
  take(on) {
    for (const [selector, pressed] of [["[data-draw]", on], ["[data-select]", !on]]) this.space.querySelector(selector)?.setAttribute("aria-pressed", String(pressed));
    this.chart.hands.take(on);
  }

  undo() {
    this.chart.hands.settle(); // what keys have moved is written down before it is taken back
    this.model.undo();
  }

  async #arrange(name) {
    this.#closeMenus();
    this.say(this.words.say.arranging);
    this.say((await this.chart.arrange(name)) ? this.words.say.arranged : this.words.say.notArranged);
  }

  async #picture() {
    this.#closeMenus();
    this.chart.sync(this.model, null); // another view may be shown just now
    const block = this.space.querySelector("[data-title-block]");
    await savePicture(this.chart, { lines: [...block.querySelectorAll("[data-line]")].map((one) => one.textContent).filter(Boolean), words: this.words });
    this.say(this.words.say.pictureSaved);
  }

  #closeMenus() {
    for (const menu of this.space.querySelectorAll("details.menu[open]")) menu.open = false;
  }

  #keys(event) {
    if (event.key === "Escape" && this.chart.hands.drawing) this.take(false);
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("input, textarea, select, dialog")) return;
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) this.model.redo();
    else if (key === "z") this.undo();
    else return;
    event.preventDefault();
  }

  /** What can be undone and done again, and how much there is. */
  sync() {
    this.space.dataset.entities = this.model.entities.size;
    this.space.dataset.links = this.model.links.size;
    const undo = this.space.querySelector("[data-undo]");
    if (!undo) return;
    undo.disabled = !this.model.canUndo;
    this.space.querySelector("[data-redo]").disabled = !this.model.canRedo;
  }
}
