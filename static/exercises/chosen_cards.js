// The cards of the chosen thing: what a report says, with its date and its grades apart.

import { digits } from "../components/digits.js";
import { card as newCard } from "./cards.js";
import { step } from "./chart_model.js";
import { gradeOf } from "./strength.js";
import { span, written } from "./views/dates.js";
import { made, shape } from "./views/texts.js";

export class Cards {
  constructor(shared) {
    Object.assign(this, shared);
  }

  show(part, item) {
    this.part = part;
    const cards = item.cards ?? [];
    part.querySelector("[data-count]").textContent = digits(cards.length);
    part.querySelector("[data-add-card]").onclick = () => this.#form(item, newCard(""), true);
    const list = part.querySelector("[data-cards]");
    if (list.querySelector("form")?.contains(document.activeElement)) return; // somebody writes a card
    list.replaceChildren(...(cards.length ? cards.map((one) => this.#card(item, one)) : [made("p", { class: "muted sm" }, this.words.say.noCards)]));
  }

  #card(item, one) {
    const box = shape("card");
    const report = this.words.reports.find(({ id }) => id === one.source);
    const source = box.querySelector("[data-source]");
    source.textContent = one.source || "\u2013";
    source.disabled = !report;
    source.addEventListener("click", () => this.reports().open(one.source));
    box.querySelector(".who-says").textContent = [report?.agency, one.source_type].filter(Boolean).join(this.words.say.comma);
    this.#grade(box, one, report);
    box.querySelector("[data-text]").textContent = one.text || one.summary || report?.title || this.words.say.plainCard;
    box.querySelector("[data-change]").addEventListener("click", () => this.#form(item, one, false, box));
    box.querySelector("[data-drop]").addEventListener("click", () => this.model.act(step("remove_card", { on: item.id, id: one.id })));
    return box;
  }

  #grade(box, one, report) {
    const { say } = this.words;
    const { scheme = "", source = "", information = "", handling = "" } = one.grading ?? {};
    const foreign = source && information && scheme && scheme !== "4x4";
    const grade = foreign ? { source, information, from: "card" } : gradeOf(one, this.model, this.words.reports);
    const chip = box.querySelector("[data-grade]");
    chip.textContent = grade ? `${foreign ? `${scheme} ` : ""}${grade.source}${grade.information}` : "";
    chip.hidden = !grade;
    const kept = box.querySelector("[data-handling]");
    kept.textContent = handling || report?.handling || "";
    kept.hidden = !kept.textContent;
    const told = { own: say.yourGrade.replace("{grade}", `\u2066${grade?.source}${grade?.information}\u2069`), card: say.itemGrade, provider: say.providerGrade }[grade?.from] ?? (one.source ? say.noGrade : "");
    const side = box.querySelector("[data-side]");
    side.textContent = [written(one.date), told].filter(Boolean).join(" ");
    if (!grade && report && this.editable) {
      const ask = made("button", { type: "button", class: "as-link" }, say.gradeIt.replace("{report}", report.id));
      ask.addEventListener("click", () => this.reports().grades.open(report.id));
      side.append(" ", ask);
    }
  }

  // --- writing a card ---

  #form(item, one, fresh, box = null) {
    this.part.querySelector("form[data-card]")?.remove();
    const form = shape("card-form");
    const fields = form.elements;
    fields.source.value = one.source ?? "";
    for (const name of ["text", "date", "source_type"]) fields[name].value = one[name] ?? "";
    fields.scheme.value = one.grading?.scheme ?? "";
    this.#codes(form, one.grading ?? {});
    fields.scheme.addEventListener("change", () => this.#codes(form, {}));
    form.querySelector("[data-leave]").addEventListener("click", () => this.#leave(form, item));
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave(form, item));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep(form, item, one);
    });
    if (box) box.replaceWith(form);
    else this.part.querySelector("[data-cards]").prepend(form);
    fields[fresh ? "source" : "text"].focus();
  }

  /** The codes of the scheme that is chosen: of another scheme they mean something else. */
  #codes(form, now) {
    const scale = this.words.scales[form.elements.scheme.value];
    for (const part of ["source", "information", "handling"]) {
      const select = form.elements[`g-${part}`];
      const codes = scale?.[part] ?? [];
      select.replaceChildren(new Option(select.dataset.none, ""), ...codes.map(({ code, meaning }) => new Option(`${code}  ${meaning}`, code)));
      select.value = now[part] ?? "";
      select.disabled = !codes.length;
    }
  }

  #keep(form, item, one) {
    const fields = form.elements;
    const date = fields.date.value.trim();
    const why = form.querySelector("[data-why]");
    why.hidden = !date || Boolean(span(date));
    why.textContent = why.hidden ? "" : this.words.say.noDate;
    if (!why.hidden) return;
    const kept = { id: one.id };
    for (const name of ["source", "text", "date", "source_type"]) if (fields[name].value.trim()) kept[name] = fields[name].value.trim();
    if (one.summary) kept.summary = one.summary;
    const grading = {};
    for (const part of ["source", "information", "handling"]) if (fields[`g-${part}`].value) grading[part] = fields[`g-${part}`].value;
    if (Object.keys(grading).length) kept.grading = { scheme: fields.scheme.value, ...grading };
    form.remove();
    this.model.act(step("put_card", { on: item.id, card: kept }));
    this.part.querySelector("[data-add-card]")?.focus();
  }

  #leave(form, item) {
    form.remove();
    this.show(this.part, this.model.item(item.id));
    this.part.querySelector("[data-add-card]").focus();
  }
}
