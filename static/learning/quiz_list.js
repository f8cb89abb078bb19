// The list of a quiz's questions: where one is, what is answered, what one wants to come back to.
// Flags are one's own: they stay in this browser.

import { digits } from "../components/digits.js";

/** @param {{form: HTMLElement, sections: HTMLElement[], stateOf: (section: HTMLElement) => string, go: (number: number) => void}} quiz */
export function startList({ form, sections, stateOf, go }) {
  const box = form.querySelector("[data-list]");
  const told = box.querySelector("[data-list-told]");
  const links = [...box.querySelectorAll("[data-to]")];
  const key = `concord:flags:${form.dataset.attempt}`;
  const flags = new Set(read(key));

  function write() {
    try {
      localStorage.setItem(key, JSON.stringify([...flags]));
    } catch {
      // without storage flags last as long as the page
    }
  }

  function draw(at) {
    let done = 0;
    links.forEach((link, number) => {
      const section = sections[number];
      const state = stateOf(section);
      const flagged = flags.has(section.dataset.question);
      done += state === "done";
      link.dataset.state = state;
      link.querySelector("[data-state-word]").textContent = box.querySelector(`[data-word=${state}]`).content.textContent;
      link.querySelector("[data-flag-word]").hidden = !flagged;
      link.toggleAttribute("data-flagged", flagged);
      if (number === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const words = told.dataset.words.replace("{done}", digits(done)).replace("{of}", digits(links.length));
    told.textContent = flags.size ? `${words}, ${told.dataset.flagged.replace("{count}", digits(flags.size))}` : words;
  }

  links.forEach((link, number) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      box.open = false;
      go(number);
    });
  });
  for (const section of sections) {
    const button = section.querySelector("[data-flag]");
    const name = section.dataset.question;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(flags.has(name)));
    button.addEventListener("click", () => {
      if (flags.has(name)) flags.delete(name);
      else flags.add(name);
      button.setAttribute("aria-pressed", String(flags.has(name)));
      write();
      draw(links.findIndex((link) => link.hasAttribute("aria-current")));
    });
  }
  return { draw };
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}
