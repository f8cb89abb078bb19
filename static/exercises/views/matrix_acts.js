// What keys do to a cell of the matrix, as steps of the chart.

import { inOrder } from "../chart/making.js";
import { step } from "../chart_model.js";
import { holdsMore, newLink } from "./making.js";
import { byStrength } from "./signs.js";

const NEXT = { unconfirmed: "confirmed", confirmed: "tentative" };

/**
 * The next mark of a cell: none, unconfirmed, confirmed, tentative, none. A link that holds evidence or
 * words does not go by this way: it becomes unconfirmed again.
 * @param {{first: object, second: object, links: object[]}} pair  first stands earlier in the matrix
 * @param {string} type  of a link that is new
 * @returns {object[]} steps
 */
export function nextMark(pair, type, words) {
  const [link] = [...pair.links].sort(byStrength);
  if (!link) {
    return [step("add_link", { link: newLink({ source: pair.first.id, target: pair.second.id, type }, words) })];
  }
  const next = NEXT[link.strength];
  if (next) return [step("edit_link", { id: link.id, changes: { strength: next } })];
  if (holdsMore(link)) return [step("edit_link", { id: link.id, changes: { strength: "unconfirmed" } })];
  return [step("remove_link", { id: link.id })];
}

/** The first type of link that stands for office or membership, if the case has one. */
export function memberType(words) {
  return inOrder(words.linkTypes).find(([, kind]) => kind.member)?.[0];
}

/** Membership or office in a cell: none, suspected, known. */
export function nextMember(pair, words) {
  const type = memberType(words);
  if (!type) return [];
  const own = pair.links.find((link) => words.linkTypes[link.type]?.member);
  if (!own) return [step("add_link", { link: newLink({ source: pair.first.id, target: pair.second.id, type }, words) })];
  const strength = own.strength === "confirmed" ? "unconfirmed" : "confirmed";
  return [step("edit_link", { id: own.id, changes: { strength } })];
}

/** All links of a cell go. */
export function emptied(pair) {
  return pair.links.map((link) => step("remove_link", { id: link.id }));
}
