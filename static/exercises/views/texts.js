// The words of a view stand on its root as data-say, in the page's language.

/** The texts of a root, by name. */
export function texts(root) {
  return JSON.parse(root.dataset.say ?? root.querySelector("[data-say]").dataset.say);
}

/** A text with its {names} filled in; each value keeps its own direction. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => `\u2068${values[name] ?? ""}\u2069`);
}

/** A copy of the first element of a page's template. */
export function shape(name) {
  return document.querySelector(`template[data-t="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** An element with text and attributes; attributes that are null are left out. */
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
