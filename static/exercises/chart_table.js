// The table view: sortable, filterable lists of entities and links with their figures. Rows come from the
// page's templates, changes from one form at a time, so that hundreds of rows stay light.

import { digits } from "../components/digits.js";
import { evidenceOf, fold } from "./chart_model.js";
import { datesInWords, timesOf } from "./views/dates.js";
import { alphabet } from "./views/order.js";
import { made, texts } from "./views/texts.js";

export { fillForm, stepsOf } from "./views/item_forms.js";

const AT_ONCE = 100;
const STRENGTHS = ["confirmed", "unconfirmed", "tentative"];

export class ChartTable {
  constructor(root, { model, words, choose, edit = null }) {
    Object.assign(this, { root, model, words, tell: choose, edit });
    this.say = texts(root);
    this.filters = Object.fromEntries([...root.querySelectorAll("[data-filter]")].map((field) => [field.dataset.filter, field]));
    this.lists = Object.fromEntries(["entities", "links"].map((name) => [name, this.#list(name)]));
    this.measure = null;
    for (const field of Object.values(this.filters)) field.addEventListener("input", () => this.sync(this.model));
    root.addEventListener("click", (event) => this.#click(event));
  }

  show() {}

  hide() {}

  choose(id) {
    this.chosen = id;
    for (const row of this.root.querySelectorAll("tr[data-id]")) row.classList.toggle("now", row.dataset.id === id);
  }

  /** Dim rows that a filter of the tools leaves out; show the figures of a measure in a column of their own. */
  emphasise({ dim, lit, measure = null }) {
    const changed = measure?.label !== this.measure?.label || measure?.values !== this.measure?.values;
    this.measure = measure;
    if (changed) {
      this.#measureColumn();
      this.sync(this.model);
    }
    for (const row of this.root.querySelectorAll("tr[data-id]")) {
      row.classList.toggle("dim", dim.has(row.dataset.id));
      row.classList.toggle("lit", lit.has(row.dataset.id));
    }
  }

  sync(model) {
    this.model = model;
    const counts = new Map();
    for (const link of model.links.values()) for (const end of [link.source, link.target]) counts.set(end, (counts.get(end) ?? 0) + 1);
    this.#fill("entities", [...model.entities.values()].map((one) => this.#entity(one, counts)));
    this.#fill("links", [...model.links.values()].map((one) => this.#link(one)));
    for (const select of document.querySelectorAll("select[data-entities]")) offer(select, model);
    for (const form of document.querySelectorAll('form[data-step="add_link"]')) apart(form);
    for (const part of document.querySelectorAll("[data-needs-two]")) part.hidden = model.entities.size < 2;
    this.choose(this.chosen);
  }

  // --- what a row shows, and what it is sorted by ---

  #entity(one, counts) {
    const kind = this.words.entityTypes[one.type]?.label ?? one.type;
    const cited = evidenceOf(one);
    const links = counts.get(one.id) ?? 0;
    const measured = this.measure?.values.get(one.id);
    return {
      id: one.id, kind: `e:${one.type}`,
      cells: { label: one.label, aliases: one.aliases.join("; "), type: kind, evidence: cited.join(" "), when: datesInWords(one, this.say), links: digits(links), measure: measured === undefined ? "" : this.measure.text(measured), name: ` ${one.label}` },
      by: { label: one.label, type: kind, evidence: cited.length, when: timesOf(one).first ?? Infinity, links, measure: measured ?? -1 },
      words: fold(`${one.label} ${one.aliases.join(" ")} ${kind} ${cited.join(" ")} ${one.note} ${one.identity}`),
    };
  }

  #link(one) {
    const [source, target] = [one.source, one.target].map((end) => this.model.entities.get(end)?.label ?? "");
    const kind = one.label || (this.words.linkTypes[one.type]?.label ?? one.type);
    const cited = evidenceOf(one);
    return {
      id: one.id, kind: `l:${one.type}`, strength: one.strength,
      cells: { source, target, type: kind, direction: this.words.directions[one.direction], strength: this.words.strengths[one.strength], evidence: cited.join(" "), when: datesInWords(one, this.say), name: ` ${source}, ${target}` },
      by: { source, target, type: kind, direction: this.words.directions[one.direction], strength: STRENGTHS.indexOf(one.strength), evidence: cited.length, when: timesOf(one).first ?? Infinity },
      words: fold(`${source} ${target} ${kind} ${cited.join(" ")} ${one.note}`),
    };
  }

  // --- lists: sorted, filtered, a part at a time ---

  #list(name) {
    const table = this.root.querySelector(`[data-table="${name}"]`);
    const body = table.tBodies[0];
    const select = this.root.querySelector(`[data-sort-by="${name}"]`);
    const more = this.root.querySelector(`[data-more="${name}"] button`);
    const list = { name, table, body, select, more, shape: document.querySelector(`[data-t="${name === "entities" ? "entity-row" : "link-row"}"]`), none: body.querySelector("[data-none]"), count: this.root.querySelector(`[data-count="${name}"]`), by: null, down: false, most: AT_ONCE };
    for (const head of table.tHead.querySelectorAll("[data-sort]")) this.#sortable(list, head);
    select.addEventListener("change", () => this.#sort(list, select.value || null, false));
    more.addEventListener("click", () => {
      list.most += AT_ONCE;
      const first = list.body.rows.length;
      this.sync(this.model);
      list.body.rows[first]?.querySelector("a, button")?.focus();
    });
    return list;
  }

  #sortable(list, head) {
    const button = made("button", { type: "button", class: "sorter" }, ...head.childNodes);
    head.dataset.words = button.textContent; // for paper, where heads repeat
    head.replaceChildren(button);
    button.addEventListener("click", () => this.#sort(list, head.dataset.sort, list.by === head.dataset.sort && !list.down));
    list.select.append(new Option(button.textContent, head.dataset.sort));
  }

  #sort(list, by, down) {
    Object.assign(list, { by, down });
    list.select.value = by ?? "";
    for (const head of list.table.tHead.querySelectorAll("[data-sort]")) {
      if (head.dataset.sort === by) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.sync(this.model);
  }

  #wanted(one) {
    const text = fold(this.filters.text?.value ?? "");
    const kind = this.filters.type?.value ?? "";
    const strength = this.filters.strength?.value ?? "";
    return (!text || one.words.includes(text)) && (!kind || kind === one.kind || kind[0] !== one.kind[0]) && (!strength || !one.strength || one.strength === strength);
  }

  #fill(name, all) {
    const list = this.lists[name];
    const found = all.filter((one) => this.#wanted(one));
    if (list.by) found.sort((one, other) => compare(one.by[list.by], other.by[list.by]) * (list.down ? -1 : 1));
    const shown = found.slice(0, list.most);
    const rows = new Map([...list.body.querySelectorAll("tr[data-id]")].map((row) => [row.dataset.id, row]));
    const wanted = shown.map((one) => this.#row(rows.get(one.id) ?? copyRow(list.shape, one.id), one));
    arrange(list.body, wanted.length || all.length || !list.none ? wanted : [list.none]);
    list.count.textContent = found.length === all.length ? digits(all.length) : this.say.some.replace("{shown}", digits(found.length)).replace("{all}", digits(all.length));
    const left = found.length - shown.length;
    list.more.parentElement.hidden = left <= 0;
    list.more.textContent = this.say.more.replace("{count}", digits(Math.min(left, AT_ONCE)));
  }

  #row(row, one) {
    for (const [name, text] of Object.entries(one.cells)) {
      const cell = row.querySelector(`[data-cell="${name}"]`);
      if (cell && cell.textContent !== text) cell.textContent = text;
    }
    return row;
  }

  #measureColumn() {
    const { table, shape } = this.lists.entities;
    for (const cell of [...this.root.querySelectorAll('[data-sort="measure"]'), ...table.querySelectorAll('[data-cell="measure"]'), ...shape.content.querySelectorAll('[data-cell="measure"]')]) cell.remove();
    if (this.lists.entities.by === "measure") Object.assign(this.lists.entities, { by: null, down: false });
    this.lists.entities.select.querySelector('[value="measure"]')?.remove();
    if (!this.measure) return;
    const head = made("th", { scope: "col", class: "num", "data-sort": "measure" }, this.measure.label);
    table.tHead.rows[0].lastElementChild.before(head);
    this.#sortable(this.lists.entities, head);
    for (const row of [...table.tBodies[0].querySelectorAll("tr[data-id]"), shape.content.querySelector("tr")]) {
      row.lastElementChild.before(made("td", { class: "num", "data-cell": "measure", "data-label": this.measure.label }));
    }
  }

  #click(event) {
    const change = event.target.closest("[data-edit]");
    const row = event.target.closest("tr[data-id]");
    if (change && this.edit) {
      event.preventDefault();
      this.edit(change.dataset.edit, { from: change });
    } else if (row && !event.target.closest("a, button, input, select")) {
      this.tell(row.dataset.id);
    }
  }
}

function compare(one, other) {
  return typeof one === "string" ? alphabet(one, other) : one - other || 0;
}

/** Put rows into a body in this order, moving only those that stand elsewhere. */
function arrange(body, rows) {
  const keep = new Set(rows);
  for (const row of [...body.rows]) if (!keep.has(row)) row.remove();
  rows.forEach((row, at) => {
    if (body.rows[at] !== row) body.insertBefore(row, body.rows[at] ?? null);
  });
}

function offer(select, model) {
  const entities = [...model.entities.values()];
  if (select.options.length === entities.length && entities.every((one, at) => select.options[at].value === one.id && select.options[at].text === one.label)) return;
  const chosen = select.value;
  select.replaceChildren(...entities.map((one) => new Option(one.label, one.id)));
  if (model.entities.has(chosen)) select.value = chosen;
}

/** A new link begins with two different ends. */
function apart(form) {
  const { source, target } = form.elements;
  if (source.value === target.value && target.options.length > 1) target.selectedIndex = source.selectedIndex ? 0 : 1;
}

function copyRow(shape, id) {
  const row = shape.content.querySelector("tr").cloneNode(true);
  row.dataset.id = id;
  const change = row.querySelector("[data-edit]");
  if (change) {
    change.dataset.edit = id;
    change.setAttribute("href", `?edit=${id}#edit`);
  }
  return row;
}
