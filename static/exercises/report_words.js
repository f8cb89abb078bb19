// Words chosen in a report, by mouse or by keys: what can be done with them is offered under their paragraph.

import { WordCursor } from "./report_cursor.js";
import { card } from "./cards.js";
import { evidenceOf, step } from "./chart_model.js";
import { inOrder } from "./chart/making.js";
import { pick } from "./chart/picker.js";
import { icon } from "./icon.js";
import { nearOf } from "./near.js";
import { newEntity } from "./views/making.js";
import { made } from "./views/texts.js";

const MOST = 120;
const QUOTE = 320;

export class Words {
  constructor(root, { model, words, choose, making, chart, chosen, say }) {
    Object.assign(this, { root, model, words, choose, making, chart, chosen, say });
    this.cursor = new WordCursor(root, { enter: () => this.#offer(true), say });
    document.addEventListener("selectionchange", () => this.#later());
    root.addEventListener("pointerdown", () => { this.pressed = true; });
    addEventListener("pointerup", () => {
      this.pressed = false;
      this.#later();
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.popup) this.#close(true);
    });
  }

  #later() {
    clearTimeout(this.timer);
    if (!this.pressed && !this.cursor.walking) this.timer = setTimeout(() => this.#offer(false), 120);
  }

  /** The words that are chosen inside one report, with their paragraph; null if there are none. */
  #taken() {
    const selection = getSelection();
    const text = selection.toString().replace(/\s+/g, " ").trim();
    const from = selection.anchorNode?.parentElement?.closest("[data-text]");
    const to = selection.focusNode?.parentElement?.closest("[data-text]");
    if (!text || text.length > MOST * 4 || !from || from !== to || !this.root.contains(from)) return null;
    const paragraph = selection.getRangeAt(0).startContainer.parentElement.closest("p");
    return { text, report: from.closest("[data-report]").dataset.report, paragraph, field: from, quote: sentence(paragraph, text) };
  }

  #offer(byKeys) {
    if (this.popup?.contains(document.activeElement)) return;
    const taken = this.#taken();
    if (!taken) return;
    this.popup?.remove();
    this.taken = taken;
    this.popup = document.querySelector('template[data-t="pop"]').content.firstElementChild.cloneNode(true);
    this.#fill(taken);
    taken.paragraph.after(this.popup);
    this.popup.scrollIntoView({ block: "nearest" });
    if (byKeys) this.popup.querySelector("button")?.focus();
  }

  #fill({ text, report }) {
    const name = this.popup.querySelector("[data-name]");
    name.textContent = text.length > MOST ? `${text.slice(0, MOST)}\u2026` : text;
    const known = text.length <= MOST ? this.model.named(text) : null;
    const acts = [];
    if (known) {
      const type = this.words.entityTypes[known.type]?.label ?? known.type;
      this.popup.querySelector("[data-known]").textContent = this.words.say.onChart.replace("{type}", `\u2068${type}\u2069`);
      acts.push(this.#button(evidenceOf(known).includes(report) ? this.words.say.anotherCard : this.words.say.attach, "paperclip", () => this.#attach(known.id)));
      acts.push(this.#button(this.words.say.drawFrom, "line", () => this.#linkFrom(known.id)));
      acts.push(this.#button(this.words.say.otherType, null, () => this.#retype(known.id)));
      this.choose(known.id);
    } else if (text.length <= MOST) {
      for (const [type, kind] of inOrder(this.words.entityTypes)) acts.push(this.#button(kind.label, kind.icon, () => this.#add(type)));
    }
    acts.push(...this.#forChosen(known));
    this.popup.querySelector("[data-acts]").append(...acts);
    this.#near(text, known);
  }

  /** What the chosen entity or link can take of the words. */
  #forChosen(known) {
    const item = this.model.item(this.chosen());
    if (!item || item === known) return [];
    const link = this.model.links.has(item.id);
    const words = link ? this.words.say.attachLink : this.words.say.attachTo.replace("{name}", `\u2068${item.label}\u2069`);
    const found = [this.#button(words, "paperclip", () => this.#attach(item.id))];
    if (!link && !known && this.taken.text.length <= MOST) found.push(this.#button(this.words.say.anotherName.replace("{name}", `\u2068${item.label}\u2069`), "tag", () => this.#alias(item.id)));
    return found;
  }

  /** A name on the own chart that is nearly this one: a slip, or another thing? */
  #near(text, known) {
    const near = text.length <= MOST ? nearOf(text, known, [...this.model.entities.values()])[0] : null;
    const note = this.popup.querySelector("[data-near]");
    note.hidden = !near;
    if (near) note.textContent = this.words.say.nearMiss.replace("{name}", `\u2068${near.label}\u2069`);
  }

  #button(text, sign, act) {
    const button = made("button", { type: "button", class: "btn s" });
    if (sign) button.append(icon(sign));
    button.append(text);
    button.addEventListener("click", act);
    return button;
  }

  // --- acts ---

  #card() {
    return card(this.taken.report, { text: this.taken.quote });
  }

  #add(type) {
    const entity = newEntity({ type, label: this.taken.text, cards: [this.#card()], at: this.chart().freePlace() });
    this.model.act(step("add_entity", { entity }));
    this.#end(entity.id);
  }

  #attach(on) {
    this.model.act(step("put_card", { on, card: this.#card() }));
    this.#end(on);
  }

  #alias(id) {
    const { aliases, cards } = this.model.entities.get(id);
    const steps = [step("edit_entity", { id, changes: { aliases: [...aliases, this.taken.text] } })];
    if (!cards.some((one) => one.source === this.taken.report)) steps.push(step("put_card", { on: id, card: this.#card() }));
    this.model.act(...steps);
    this.#end(id);
  }

  async #retype(id) {
    const items = inOrder(this.words.entityTypes).map(([key, kind]) => ({ key, label: kind.label, icon: kind.icon }));
    const type = await pick({ title: this.words.say.askType, none: this.words.say.noneFits, items, at: this.#place(), first: this.model.entities.get(id).type });
    if (!type) return;
    this.model.act(step("edit_entity", { id, changes: { type } }));
    this.#end(id);
  }

  /** A link from the entity that these words name; the report becomes its evidence. */
  async #linkFrom(id) {
    const { report, quote } = this.taken;
    const place = this.#place();
    const target = await this.making.askEnd(id, place);
    if (!target) return;
    const link = await this.making.link(id, target, place, { cards: [card(report, { text: quote })] });
    if (link) this.#end(link);
  }

  #place() {
    const { left, bottom, width } = this.popup.getBoundingClientRect();
    return { x: left + width / 2, y: bottom };
  }

  #end(id) {
    this.#close(true);
    getSelection().removeAllRanges();
    this.choose(id);
  }

  #close(back) {
    const field = this.taken?.field;
    const inside = this.popup?.contains(document.activeElement);
    this.popup?.remove();
    this.popup = null;
    if (back && inside) field?.focus({ preventScroll: true });
  }
}

/** The sentence in which the words stand, for the card. */
function sentence(paragraph, words) {
  const text = paragraph.textContent.replace(/\s+/g, " ").trim();
  if (words.length > MOST) return words.slice(0, QUOTE);
  const parts = text.split(/(?<=[.!?\u06d4\u061f])\s+/u);
  return (parts.find((part) => part.includes(words)) ?? text).slice(0, QUOTE);
}
