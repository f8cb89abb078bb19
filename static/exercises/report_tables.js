// Tables of a case, such as call records, in a panel of their own with a filter of rows.

import { digits } from "../components/digits.js";

export class ReadingPanel {
  constructor(root) {
    this.root = root;
    this.panel = document.querySelector("[data-reading]");
    if (!this.panel) return;
    this.frame = this.panel.querySelector(".table-rows");
    this.search = this.panel.querySelector("[data-row-filter]");
    this.search.addEventListener("input", () => this.#filter());
    for (const button of root.querySelectorAll("[data-open-table]")) button.addEventListener("click", () => this.open(button.dataset.openTable));
  }

  open(id) {
    const table = this.root.querySelector(`[data-table-rows="${CSS.escape(id)}"] table`);
    this.panel.querySelector("h2").textContent = document.getElementById(`table-${id}-h`).textContent;
    this.frame.replaceChildren(table.cloneNode(true));
    this.search.value = "";
    this.#filter();
    this.panel.showModal();
    this.search.focus();
  }

  #filter() {
    const wanted = this.search.value.trim().toLowerCase();
    const rows = [...this.frame.querySelectorAll("tbody tr")];
    for (const row of rows) row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
    const words = this.panel.querySelector("[data-rows-shown]");
    words.textContent = words.dataset.words.replace("{shown}", digits(rows.filter((row) => !row.hidden).length)).replace("{all}", digits(rows.length));
  }
}
