// Hints from the own chart alone: what the cards of a line allow, and whether two things are one.

import { step } from "./chart_model.js";
import { alike } from "./near.js";
import { allowed } from "./strength.js";
import { filled, made } from "./views/texts.js";

const LOOKS = { confirmed: "Solid", unconfirmed: "Dashed", tentative: "Dotted" };

/** Why a line may be solid, dashed or dotted by the own grades; the rule in words. */
export function showAllowed(note, link, { model, words, editable }) {
  const { say } = words;
  const found = allowed(link, model, words.reports);
  const agrees = found.strength === link.strength;
  const unsure = found.why === "two";
  const assessed = link.assessed && found.why === "none";
  const kind = assessed ? "info" : !found.strength ? "warn" : agrees && !unsure ? "ok" : agrees ? "info" : "warn";
  note.className = `note ${kind}`;
  note.hidden = false;
  note.querySelector("h3").textContent = !found.strength ? say.cannotSay : unsure ? say.maybeSolid : say[`${agrees ? "why" : "should"}${LOOKS[found.strength]}`];
  note.querySelector("p").textContent = assessed ? say.ruleAssessed : sentence(found, say);
  const acts = note.querySelector(".acts");
  acts.replaceChildren();
  if (!editable || !found.strength || agrees) return;
  const make = made("button", { type: "button", class: "btn s" }, say.makeIt);
  make.addEventListener("click", () => model.act(step("edit_link", { id: link.id, changes: { strength: found.strength } })));
  acts.append(make);
}

function sentence({ why, graded, ungraded, good, sure }, say) {
  const code = (one) => `\u2066${one.source}${one.information}\u2069`;
  const list = (items) => items.map((one) => (one.report ? `${one.report} (${code(one)})` : one)).join(say.comma);
  if (why === "none") return say.ruleNone;
  if (why === "ungraded") return filled(say.ruleUngraded, { reports: ungraded.join(say.comma) });
  if (why === "sure") return filled(say.ruleSure, { report: sure[0].report, grade: code(sure[0]) });
  if (why === "one") return filled(say.ruleOne, { report: good[0].report, grade: code(good[0]) });
  if (why === "two") {
    const words = filled(say.ruleTwo, { reports: list(good) });
    return new Set(good.map((one) => one.agency)).size === 1 ? `${words} ${say.ruleSameAgency}` : words;
  }
  return `${list(graded)}: ${why === "doubtful" ? say.ruleDoubtful : say.ruleWeak}`;
}

/** "Same person?" where the own chart has a near or equal name, with what speaks for and against. */
export function showAlike(place, entity, panel) {
  const { model, words, editable, compare, apart } = panel;
  const others = alike(entity, [...model.entities.values()], words).filter((one) => !apart.has(entity.id, one.id));
  place.replaceChildren(...others.slice(0, 2).map((other) => {
    const { say } = words;
    const person = words.entityTypes[entity.type]?.shape === "circle";
    const note = made("div", { class: "note warn" }, made("h3", {}, person ? say.samePerson : say.sameThing), made("p", { class: "sm" }, reasons(entity, other, model, say)));
    if (editable) {
      const acts = made("div", { class: "acts" });
      for (const [text, act] of [[say.compare, () => compare(entity.id, other.id)], [say.keepApart, () => { apart.keep(entity.id, other.id); panel.sync(); }]]) {
        const button = made("button", { type: "button", class: "btn s" }, text);
        button.addEventListener("click", act);
        acts.append(button);
      }
      note.append(acts);
    }
    return note;
  }));
}

function reasons(entity, other, model, say) {
  const names = (one) => [one.label, ...one.aliases].map((name) => name.toLowerCase());
  const equal = names(entity).some((name) => names(other).includes(name));
  const parts = [filled(equal ? say.alikeEqual : say.alikeNear, { name: other.label })];
  if (entity.identity && other.identity && entity.identity !== other.identity) parts.push(filled(say.alikeIdentity, { one: entity.identity, other: other.identity }));
  const ends = (id) => new Set(model.linksOf(id).map((link) => (link.source === id ? link.target : link.source)));
  const joined = [...ends(entity.id)].filter((id) => ends(other.id).has(id) || id === other.id).map((id) => model.entities.get(id)?.label).filter((name) => name && name !== other.label);
  parts.push(joined.length ? filled(say.alikeJoined, { name: joined.join(say.comma) }) : say.alikeAlone);
  return parts.join(" ");
}
