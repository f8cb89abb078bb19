// Icons of the page's sprite, for what scripts make.

const SPRITE = document.querySelector("svg.ic use")?.getAttribute("href")?.split("#")[0] ?? "/static/vendor/icons.svg";
const SVG = "http://www.w3.org/2000/svg";

/** An icon by its name in static/icons.txt. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

export { SPRITE };
