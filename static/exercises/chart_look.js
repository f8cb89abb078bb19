// How charts are drawn: circle = person, box = organisation, bare icon = thing; colours from the page's roles.

const SIGNS = 13;
const WIDEST = 150;
const LINE = 16;
const ruler = document.createElement("canvas").getContext("2d");

/** Width and height of a box around its words. */
export function boxSize(text) {
  ruler.font = `600 ${SIGNS}px ${getComputedStyle(document.body).fontFamily}`;
  const lines = text.split("\n").map((line) => ruler.measureText(line).width);
  const count = lines.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / WIDEST)), 0);
  return { wide: Math.round(Math.min(WIDEST, Math.max(...lines))) + 24, high: count * LINE + 18 };
}

/** The colour roles of the page, as they are now (light or dark). */
export function roles() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ink", "ink-2", "ink-3", "surface", "paper", "rule-strong", "accent", "accent-soft", "ok", "warn", "bad", "info"];
  const found = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return { ...found, font: getComputedStyle(document.body).fontFamily };
}

/** Icons as data addresses in one colour, cut from the sprite. */
export async function icons(address, wanted, colour) {
  const text = await (await fetch(address)).text();
  const sprite = new DOMParser().parseFromString(text, "image/svg+xml");
  const found = {};
  for (const name of wanted) {
    const symbol = sprite.getElementById(name);
    if (!symbol) continue;
    const inner = symbol.innerHTML.replaceAll("currentColor", colour);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${inner}</svg>`;
    found[name] = `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
  }
  return found;
}

/** The style sheet of a chart. `c` are the roles; marks come as data on the elements. */
export function sheet(c) {
  const label = { "font-family": c.font, "font-size": SIGNS, color: c.ink, "text-wrap": "wrap", "text-max-width": WIDEST };
  return [
    { selector: "node", style: { ...label, label: "data(text)", "font-weight": 600, "background-color": c.surface, "border-width": 0, "text-valign": "bottom", "text-margin-y": 5, "text-background-color": c.surface, "text-background-opacity": 0.9, "text-background-padding": 2 } },
    { selector: "node[shape = 'icon'], node[shape = 'circle']", style: { width: 46, height: 46, "background-image": "data(icon)", "background-width": 26, "background-height": 26, "background-fit": "none", "background-opacity": 0 } },
    { selector: "node[shape = 'circle']", style: { "border-width": 1.8, "border-color": c.ink, "background-opacity": 1 } },
    { selector: "node[shape = 'box']", style: { shape: "rectangle", width: "data(wide)", height: "data(high)", "border-width": 1.8, "border-color": c.ink, "text-valign": "center", "text-margin-y": 0, "text-background-opacity": 0 } },
    { selector: "edge", style: { ...label, label: "data(text)", "font-size": 12, color: c["ink-2"], width: 1.6, "line-color": c["ink-2"], "target-arrow-color": c["ink-2"], "source-arrow-color": c["ink-2"], "curve-style": "bezier", "arrow-scale": 1.1, "text-background-color": c.surface, "text-background-opacity": 1, "text-background-padding": 2 } },
    { selector: "edge[strength = 'unconfirmed']", style: { "line-style": "dashed", "line-dash-pattern": [8, 5] } },
    { selector: "edge[strength = 'tentative']", style: { "line-style": "dotted" } },
    { selector: "edge[direction = 'forward'], edge[direction = 'both']", style: { "target-arrow-shape": "triangle" } },
    { selector: "edge[direction = 'both']", style: { "source-arrow-shape": "triangle" } },
    { selector: "node:selected", style: { "border-width": 3, "border-color": c.accent, "border-opacity": 1 } },
    { selector: "edge:selected", style: { width: 3.5, "line-color": c.accent, "target-arrow-color": c.accent, "source-arrow-color": c.accent, color: c.accent, "font-weight": 600 } },
    { selector: ".eh-source", style: { "border-width": 3, "border-color": c.accent } },
    { selector: ".eh-target", style: { "border-width": 3, "border-color": c.ok } },
    { selector: ".eh-preview, .eh-ghost-edge", style: { "line-color": c.accent, "target-arrow-color": c.accent, "target-arrow-shape": "triangle", label: "" } },
    { selector: ".eh-handle", style: { opacity: 0 } },
    ...marks(c),
    { selector: ".dim", style: { opacity: 0.18 } },
  ];
}

function marks(c) {
  const line = (colour, width = 2.6) => ({ width, "line-color": colour, "target-arrow-color": colour, "source-arrow-color": colour, color: colour, "font-weight": 600 });
  return [
    { selector: "edge[mark = 'found']", style: line(c.ok, 1.8) },
    { selector: "edge[mark = 'wrong_type'], edge[mark = 'wrong_direction'], edge[mark = 'wrong_strength']", style: line(c.warn) },
    { selector: "edge[mark = 'trap'], edge[mark = 'unsupported']", style: line(c.bad) },
    { selector: "edge[mark = 'gap']", style: line(c.info) },
    { selector: "edge[mark = 'neutral']", style: line(c["ink-3"], 1.4) },
    { selector: "edge[mark = 'missing']", style: { ...line(c.info, 3), "line-style": "dotted" } },
    { selector: "node[mark = 'missing']", style: { color: c.info, "border-color": c.info, "border-width": 2, "border-style": "dashed" } },
    { selector: "node[mark = 'unsupported']", style: { color: c.bad, "border-color": c.bad, "border-width": 2 } },
    { selector: "node[mark = 'wrong_type']", style: { color: c.warn, "border-color": c.warn, "border-width": 2 } },
  ];
}
