// The full form of an entity or a link in a dialog: for the table, the time line, and narrow screens.

import { fillForm } from "./item_forms.js";

export class ItemEditor {
  constructor(dialog, { model }) {
    Object.assign(this, { dialog, model });
    this.box = dialog.querySelector("[data-form]");
    // the page's own listener makes the step; the dialog closes after it
    dialog.addEventListener("submit", () => this.#close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-cancel]")) this.#close();
    });
    dialog.addEventListener("close", () => this.#back());
  }

  /** Open on an item; `field` gets the focus, `from` gets it back. */
  open(id, { field = null, from = document.activeElement } = {}) {
    const entity = this.model.entities.get(id);
    const link = this.model.links.get(id);
    if (!entity && !link) return;
    Object.assign(this, { from, id });
    const shape = document.querySelector(`template[data-t="${entity ? "item-entity" : "item-link"}"]`);
    this.box.replaceChildren(shape.content.cloneNode(true));
    for (const part of this.box.querySelectorAll("[data-only-script]")) part.hidden = false;
    for (const form of this.box.querySelectorAll("form")) fillForm(form, entity ?? link);
    const ends = link && [link.source, link.target].map((end) => `\u2068${this.model.entities.get(end)?.label ?? ""}\u2069`);
    this.dialog.querySelector("[data-names]").textContent = entity ? entity.label : ends.join(" \u2013 ");
    this.dialog.showModal();
    (this.box.querySelector(field ? `[name="${field}"]` : "input:not([type=hidden]), select")).focus();
  }

  #close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** The row may have been drawn anew, or be gone. */
  #back() {
    if (this.from?.isConnected) this.from.focus();
    else (document.querySelector(`[data-edit="${CSS.escape(this.id)}"]`) ?? document.querySelector('[data-view][aria-pressed="true"]'))?.focus();
  }
}
