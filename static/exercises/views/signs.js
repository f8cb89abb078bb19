// The signs of an association matrix. A case may set its own; these are the ones of the doctrine page.

import { drawn } from "./texts.js";

const USUAL = { confirmed: "\u25cf", unconfirmed: "\u25cb", tentative: "\u25cc", member: "+", member_unconfirmed: "(+)" };
const STRENGTHS = ["confirmed", "unconfirmed", "tentative"];
// drawn, so that they have one size in every font
const DRAWN = {
  "\u25cf": { fill: "currentColor" },
  "\u25cb": { fill: "none", stroke: "currentColor", "stroke-width": 1.9 },
  "\u25cc": { fill: "none", stroke: "currentColor", "stroke-width": 1.9, "stroke-dasharray": "2.4 2.3" },
};

/** The signs of this case by strength; "member" ones stand for office, membership, investment. */
export function signs(words) {
  return { ...USUAL, ...words.matrixSymbols };
}

export function byStrength(one, other) {
  return STRENGTHS.indexOf(one.strength) - STRENGTHS.indexOf(other.strength);
}

/** The sign of one link. */
export function signOf(link, words) {
  const set = signs(words);
  if (!words.linkTypes[link.type]?.member) return set[link.strength];
  return link.strength === "confirmed" ? set.member : set.member_unconfirmed;
}

/** The different signs of the links of a pair, the strongest first. */
export function signsOf(links, words) {
  return [...new Set([...links].sort(byStrength).map((link) => signOf(link, words)))];
}

/** A sign as something to look at. */
export function picture(sign) {
  if (!DRAWN[sign]) return document.createTextNode(sign);
  return drawn("svg", { viewBox: "0 0 16 16", class: "mx-sign", "aria-hidden": "true" }, drawn("circle", { cx: 8, cy: 8, r: 5.6, ...DRAWN[sign] }));
}
