// The editor's texts. They stand in the page, written by the server in the reader's language;
// {name} in them is filled in here.

import { digits } from "../components/digits.js";
import { clock } from "./times.js";

const source = document.getElementById("agenda-words");

/** A text by its name, with its values. Whole numbers get the digits of the page. */
export function words(name, values = {}) {
  const text = source.dataset[name];
  if (text === undefined) throw new Error(`The page has no text called ${name}.`);
  return fill(text, values);
}

/** Values put into a text: fill("{n} items", { n: 3 }). */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = values[key];
    if (value === undefined) return whole;
    return typeof value === "number" ? digits(value) : value;
  });
}

/** `09:30` in the digits of the page. */
export function clockWords(minutes) {
  return clock(minutes).replace(/\d/g, (digit) => digits(Number(digit)));
}

/** `09:30 to 10:15`. */
export function spanWords({ from, until }) {
  return words("span", { from: clockWords(from), until: clockWords(until) });
}

/** A copy of what stands in <template data-t="name">. */
export function piece(name) {
  return document.querySelector(`template[data-t="${name}"]`).content.firstElementChild.cloneNode(true);
}
