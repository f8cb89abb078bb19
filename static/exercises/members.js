// Who draws this chart: initials in circles, and on the chart what each has chosen just now.

const COLOURS = ["accent", "warn", "info", "bad", "ok"]; // roles of the page; the initials say the same

export class Members {
  #known = new Map();

  /** @param {HTMLElement} list  its template shows one person; says with `say` who comes and goes */
  constructor(list, { say = () => {} } = {}) {
    this.list = list;
    this.say = say;
    this.shape = list.querySelector("template");
  }

  sync(members) {
    const lines = members.map((one) => this.#line(one));
    for (const old of this.list.querySelectorAll("li")) old.remove();
    this.list.append(...lines);
    for (const one of members) {
      const before = this.#known.get(one.number);
      if (before !== undefined && before !== one.here && !one.you) this.say(this.#words(one));
      this.#known.set(one.number, one.here);
    }
  }

  #line(one) {
    const line = this.shape.content.firstElementChild.cloneNode(true);
    line.dataset.colour = colourOf(one);
    line.classList.toggle("away", !one.here && !one.you);
    line.classList.toggle("you", one.you);
    line.querySelector("[data-initials]").textContent = initialsOf(one);
    line.querySelector(".sr").textContent = one.you ? this.#name(one) : this.#words(one);
    line.title = line.querySelector(".sr").textContent;
    return line;
  }

  #name(one) {
    return one.name || this.list.dataset.unnamed.replace("{number}", one.number);
  }

  #words(one) {
    return this.list.dataset[one.here ? "here" : "away"].replace("{name}", this.#name(one));
  }
}

/** The first signs of the first and the last name, or the number where there is no name. */
export function initialsOf({ name, number }) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const signs = words.length > 1 ? [words[0], words.at(-1)] : words;
  return signs.map((word) => [...word][0].toUpperCase()).join("") || String(number);
}

export function colourOf({ number }) {
  return COLOURS[(number - 1) % COLOURS.length];
}

/** What the others have chosen, as the views show it. */
export function othersOf(members) {
  return members.filter((one) => one.here && !one.you && one.chosen).map((one) => ({ initials: initialsOf(one), colour: colourOf(one), ids: [one.chosen] }));
}
