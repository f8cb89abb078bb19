// Names that are nearly alike, among what is on the own chart only. The key is never asked.

import { fold } from "./chart_model.js";

const LIKE = 0.78;

/** Entities whose name is near to words, but not the same; the nearest first. `self` is left out. */
export function nearOf(words, self, entities) {
  const wanted = fold(words);
  const found = [];
  for (const one of entities) {
    if (one === self || one.id === self?.id) continue;
    const names = [one.label, ...one.aliases].map(fold);
    if (names.includes(wanted)) continue;
    const near = Math.max(...names.map((name) => likeness(wanted, name)));
    if (near >= LIKE) found.push({ near, one });
  }
  return found.sort((a, b) => b.near - a.near).map(({ one }) => one);
}

/** Pairs of an entity with others of its shape that may be the same thing, or a namesake. */
export function alike(entity, entities, words) {
  const shape = (one) => words.entityTypes[one.type]?.shape;
  const same = entities.filter((one) => one.id !== entity.id && shape(one) === shape(entity));
  const names = new Set([entity.label, ...entity.aliases].map(fold));
  const equal = same.filter((one) => [one.label, ...one.aliases].some((name) => names.has(fold(name))));
  return [...new Set([...equal, ...nearOf(entity.label, entity, same)])];
}

/** 0 to 1. Numbers and codes: one or two signs differ. Names: letters in common, in any order of words. */
export function likeness(one, other) {
  if (!one || !other) return 0;
  if (/\d{3}/.test(one) || /\d{3}/.test(other)) return codes(one.replaceAll(" ", ""), other.replaceAll(" ", ""));
  const sorted = (text) => text.split(" ").sort().join(" ");
  return Math.max(ratio(one, other), ratio(sorted(one), sorted(other)));
}

function codes(one, other) {
  if (Math.min(one.length, other.length) < 5 || Math.abs(one.length - other.length) > 1) return 0;
  return steps(one, other) <= 2 ? 0.9 : 0;
}

function ratio(one, other) {
  return 1 - steps(one, other) / Math.max(one.length, other.length);
}

/** Signs to change, add or drop until one text is the other. */
function steps(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_none, at) => at);
  for (let y = 1; y <= one.length; y += 1) {
    const next = [y];
    for (let x = 1; x <= other.length; x += 1) next.push(Math.min(row[x] + 1, next[x - 1] + 1, row[x - 1] + (one[y - 1] === other[x - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1);
}
