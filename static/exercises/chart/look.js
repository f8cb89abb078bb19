// How charts look: colours from the page's roles, icons as paths, words measured and broken into lines.

export const NAME = 13;
export const SUB = 12;
export const LINE = 16;
const WIDEST = 150;
const MOST_LINES = 3;
const ROLES = ["ink", "ink-2", "ink-3", "surface", "paper", "sunken", "rule", "rule-strong", "accent", "accent-soft", "mark", "ok", "ok-soft", "warn", "bad", "info", "hold"];

/** Colours of a picture on paper, whatever the page's theme is. */
export const PRINT = {
  ink: "#000000", "ink-2": "#333333", "ink-3": "#555555", surface: "#ffffff", paper: "#ffffff", sunken: "#eeeeee", rule: "#cccccc", "rule-strong": "#777777",
};

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** The colour roles and the fonts of the page, as they are now (light or dark). */
export function roles() {
  const style = getComputedStyle(document.documentElement);
  const found = Object.fromEntries(ROLES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const family = getComputedStyle(document.body).fontFamily;
  return { ...found, bold: `600 ${NAME}px ${family}`, plain: `400 ${SUB}px ${family}`, strong: `600 ${SUB}px ${family}`, sign: `700 12px ${family}` };
}

/** The width of words in a font; measured once. */
export function width(text, font) {
  const key = `${font}\n${text}`;
  let known = widths.get(key);
  if (known === undefined) {
    ruler.font = font;
    known = ruler.measureText(text).width;
    if (widths.size > 20000) widths.clear();
    widths.set(key, known);
  }
  return known;
}

/** Words were measured before their font had come. */
export function forgetWidths() {
  widths.clear();
}

/** Words in lines of at most 150 units; what is too long for three ends in dots. */
export function inLines(text, font, widest = WIDEST) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || width(longer, font) <= widest) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line) lines.push(line);
  if (lines.length > MOST_LINES) lines.splice(MOST_LINES - 1, Infinity, `${lines[MOST_LINES - 1]}\u2026`);
  return lines.map((one) => short(one, font, widest * 1.4));
}

function short(line, font, widest) {
  if (width(line, font) <= widest) return line;
  let kept = line;
  while (kept.length > 4 && width(`${kept}\u2026`, font) > widest) kept = kept.slice(0, -1);
  return `${kept}\u2026`;
}

/** Icons of the sprite as paths in a field of 24 by 24, by name. */
export async function icons(address, wanted) {
  const text = await (await fetch(address)).text();
  const sprite = new DOMParser().parseFromString(text, "image/svg+xml");
  const found = {};
  for (const name of new Set(wanted)) {
    const parts = sprite.getElementById(name)?.querySelectorAll("path");
    if (!parts?.length) continue;
    found[name] = new Path2D();
    for (const part of parts) found[name].addPath(new Path2D(part.getAttribute("d")));
  }
  return found;
}

/** Each name keeps its own direction, whatever stands round it. */
export function isolated(text) {
  return `\u2068${text}\u2069`;
}
