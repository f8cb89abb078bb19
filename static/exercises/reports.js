// Reports: words that stand on the chart are marked; chosen words become an entity, an alias or evidence.

import { uuid7 } from "../components/ids.js";
import { fold, step } from "./chart_model.js";

const MOST = 80;

export class Reports {
  constructor(root, model, { words, place, choose, editable }) {
    this.root = root;
    this.model = model;
    this.words = words;
    this.place = place;
    this.choose = choose;
    this.plain = new Map();
    for (const report of root.querySelectorAll("[data-report]")) {
      this.plain.set(report, [...report.querySelectorAll("[data-text] p")].map((part) => part.textContent));
    }
    if (!editable) return;
    document.addEventListener("selectionchange", () => this.#later());
    root.addEventListener("mousedown", () => { this.pressed = true; });
    document.addEventListener("mouseup", () => {
      this.pressed = false;
      this.#later();
    });
  }

  #later() {
    clearTimeout(this.timer);
    if (!this.pressed) this.timer = setTimeout(() => this.#offer(), 120);
  }

  /** Mark what is on the chart: solid where this report is cited, dotted where it is only named. */
  sync() {
    const names = [...this.model.entities.values()].flatMap((one) => [one.label, ...one.aliases].map((name) => ({ name, one })))
      .filter(({ name }) => name.length > 1).sort((a, b) => b.name.length - a.name.length);
    for (const [report, parts] of this.plain) {
      report.querySelectorAll("[data-text] p").forEach((part, at) => {
        part.replaceChildren(...marked(parts[at], names, report.dataset.report));
      });
    }
  }

  #offer() {
    const selection = getSelection();
    const text = selection.toString().replace(/\s+/g, " ").trim();
    const from = selection.anchorNode?.parentElement?.closest("[data-text]");
    const to = selection.focusNode?.parentElement?.closest("[data-text]");
    if (this.popup?.contains(document.activeElement)) return;
    if (!text || text.length > MOST || !from || from !== to) return;
    this.#show(from.closest("[data-report]"), text);
  }

  #show(report, text) {
    this.popup?.remove();
    const known = this.model.named(text);
    const popup = shape("pop");
    popup.querySelector("[data-name]").textContent = text;
    const acts = popup.querySelector("[data-acts]");
    if (known) {
      const note = popup.querySelector("[data-known]");
      note.textContent = note.dataset.words;
      if (!known.evidence.includes(report.dataset.report)) acts.append(this.#cite(known, report));
      this.choose(known.id);
    } else {
      for (const [type, kind] of Object.entries(this.words.entityTypes)) acts.append(this.#add(type, kind.label, text, report));
      const chosen = this.model.entities.get(this.chosen?.());
      if (chosen) acts.append(this.#alias(chosen, text, report));
    }
    this.popup = popup;
    report.append(popup);
  }

  #add(type, label, text, report) {
    const button = shape("pop-add");
    button.textContent = label;
    button.addEventListener("click", () => {
      const id = uuid7();
      const entity = { id, type, label: text, identity: "", aliases: [], evidence: [report.dataset.report], note: "", at: this.place() };
      this.model.act(step("add_entity", { entity }));
      this.#close(id);
    });
    return button;
  }

  #cite(known, report) {
    const button = shape("pop-cite");
    button.addEventListener("click", () => {
      this.model.act(step("edit_entity", { id: known.id, changes: { evidence: [...known.evidence, report.dataset.report] } }));
      this.#close(known.id);
    });
    return button;
  }

  #alias(chosen, text, report) {
    const button = shape("pop-alias");
    button.textContent = button.dataset.words.replace("{name}", chosen.label);
    button.addEventListener("click", () => {
      const evidence = [...new Set([...chosen.evidence, report.dataset.report])];
      this.model.act(step("edit_entity", { id: chosen.id, changes: { aliases: [...chosen.aliases, text], evidence } }));
      this.#close(chosen.id);
    });
    return button;
  }

  #close(id) {
    this.popup.remove();
    this.popup = null;
    getSelection().removeAllRanges();
    this.choose(id);
  }
}

function shape(name) {
  return document.querySelector(`template[data-t="${name}"]`).content.firstElementChild.cloneNode(true);
}

function marked(text, names, report) {
  const pieces = [text];
  for (const { name, one } of names) {
    for (let at = 0; at < pieces.length; at += 1) {
      if (typeof pieces[at] !== "string") continue;
      const found = find(pieces[at], name);
      if (found < 0) continue;
      const mark = document.createElement("mark");
      mark.textContent = pieces[at].slice(found, found + name.length);
      if (!one.evidence.includes(report)) mark.className = "n";
      pieces.splice(at, 1, pieces[at].slice(0, found), mark, pieces[at].slice(found + name.length));
      at += 1;
    }
  }
  return pieces.filter((piece) => piece !== "");
}

function find(text, name) {
  const at = text.toLowerCase().indexOf(name.toLowerCase());
  if (at < 0) return -1;
  const edge = (sign) => !sign || fold(sign) === "";
  return edge(text[at - 1]) && edge(text[at + name.length]) ? at : -1;
}
