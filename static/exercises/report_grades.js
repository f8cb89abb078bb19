// Own grades of reports: source and information apart, in the 4x4 scale. A form opens under the report.

import { step } from "./chart_model.js";

export class Grades {
  constructor(root, { model, words, editable, say }) {
    Object.assign(this, { root, model, words, editable, say });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-grade]");
      if (button && editable) this.open(button.dataset.grade);
    });
    if (!editable) for (const button of root.querySelectorAll("[data-grade]")) button.disabled = true;
  }

  /** Chips and buttons say the own grade where there is one. */
  sync() {
    for (const report of this.words.reports) {
      const own = this.model.grades.get(report.id);
      const code = own ? `${own.source}${own.information}` : "";
      const line = this.root.querySelector(`[data-line="${CSS.escape(report.id)}"]`);
      const chip = line.querySelector("[data-chip]");
      const given = `${report.source}${report.information}`;
      chip.textContent = [code || given, report.handling].filter(Boolean).join(" ");
      chip.classList.toggle("own", Boolean(code));
      chip.hidden = !chip.textContent;
      const ask = line.querySelector("[data-grade]");
      if (ask) ask.hidden = Boolean(code) || !this.editable;
      const words = this.root.querySelector(`[data-own="${CSS.escape(report.id)}"]`);
      words.textContent = code ? words.dataset.words.replace("{grade}", `\u2066${code}\u2069`) : words.dataset.none;
    }
  }

  open(id) {
    const part = this.root.querySelector(`[data-report="${CSS.escape(id)}"]`);
    this.close();
    const form = document.querySelector('template[data-t="grades"]').content.firstElementChild.cloneNode(true);
    form.querySelector("[data-of]").textContent = id;
    const own = this.model.grades.get(id);
    if (own) for (const name of ["source", "information"]) form.elements[name].value = own[name];
    form.querySelector("[data-take-back]").hidden = !own;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#set(id, { source: form.elements.source.value, information: form.elements.information.value });
    });
    form.querySelector("[data-take-back]").addEventListener("click", () => this.#set(id, null));
    form.querySelector("[data-leave]").addEventListener("click", () => this.close(true));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close(true);
    });
    part.append(form);
    this.form = form;
    form.scrollIntoView({ block: "nearest" });
    (form.querySelector("input:checked") ?? form.querySelector("input")).focus();
  }

  #set(report, grade) {
    this.model.act(step("set_grade", { report, grade }));
    this.close(true);
  }

  close(back = false) {
    const part = this.form?.closest("[data-report]");
    this.form?.remove();
    this.form = null;
    if (back) part?.querySelector("[data-grade]")?.focus();
  }
}
