// What those who hear the page are told about the chosen thing.

import { digits } from "../../components/digits.js";
import { evidenceOf } from "../chart_model.js";

function put(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

/** An entity: name, type, how many links, and whom the first of them join. */
export function aboutEntity(entity, model, words) {
  const links = model.linksOf(entity.id);
  const joined = links.slice(0, 6).map((link) => {
    const other = model.entities.get(link.source === entity.id ? link.target : link.source);
    return `${link.label || (words.linkTypes[link.type]?.label ?? link.type)} ${other?.label ?? ""}`;
  });
  const type = words.entityTypes[entity.type]?.label ?? entity.type;
  const text = put(words.say.spokenEntity, { name: entity.label, type, count: digits(links.length) });
  return joined.length ? `${text} ${joined.join("; ")}.` : text;
}

/** A link: both ends, type, strength, evidence. */
export function aboutLink(link, model, words) {
  const [from, to] = [link.source, link.target].map((id) => model.entities.get(id)?.label ?? "");
  const type = link.label || (words.linkTypes[link.type]?.label ?? link.type);
  const cited = evidenceOf(link);
  const text = put(words.say.spokenLink, { from, to, type, direction: words.directions[link.direction], strength: words.strengths[link.strength] });
  return cited.length ? `${text} ${cited.join(", ")}.` : `${text} ${words.say.spokenUncited}`;
}

/** A box: its name and its members. */
export function aboutBox(group, model, words) {
  const names = group.members.map((id) => model.entities.get(id)?.label).filter(Boolean).join("; ");
  return put(words.say.spokenBox, { name: group.label, count: digits(group.members.length), names });
}

/** Whatever has this id. */
export function about(id, model, words) {
  if (model.entities.has(id)) return aboutEntity(model.entities.get(id), model, words);
  if (model.links.has(id)) return aboutLink(model.links.get(id), model, words);
  return model.groups.has(id) ? aboutBox(model.groups.get(id), model, words) : words.say.spokenNothing;
}

/** What a step did, in one sentence. */
export function aboutStep(step, how, model, words, before) {
  const { say } = words;
  if (how === "undo" || how === "redo") return how === "undo" ? say.undone : say.redone;
  const { kind, payload } = step;
  const text = kind.startsWith("add") || kind === "put_group" ? say.added : kind.startsWith("remove") ? say.removed : kind === "move" ? say.moved : say.changed;
  return put(text, { name: nameOf(payload, model, words) || before || "" });
}

function nameOf(payload, model, words) {
  const link = payload.link ?? model.links.get(payload.id ?? payload.on);
  if (link) return link.label || words.linkTypes[link.type]?.label;
  const entity = payload.entity ?? model.entities.get(payload.id ?? payload.on ?? payload.keep ?? payload.places?.[0]?.id);
  return entity?.label ?? payload.group?.label ?? payload.report;
}
