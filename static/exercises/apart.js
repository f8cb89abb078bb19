// Pairs that somebody has looked at and left apart: this browser does not ask about them again.

const APART = "concord:apart:";

export class Apart {
  constructor(attempt) {
    this.key = APART + attempt;
  }

  has(one, other) {
    return this.#kept().has(pair(one, other));
  }

  keep(one, other) {
    const kept = this.#kept().add(pair(one, other));
    try {
      localStorage.setItem(this.key, JSON.stringify([...kept]));
    } catch {
      this.own = kept; // private browsing: remembered for this page only
    }
  }

  #kept() {
    try {
      return new Set(this.own ?? JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    } catch {
      return new Set();
    }
  }
}

function pair(one, other) {
  return [one, other].sort().join(" ");
}
