// Lines of event charts, flows, inference sheets and reports: how their answers are read and shown again.

import { digits } from "../../components/digits.js";
import { register } from "../questions.js";
import { citedIn, field, fillCites, put, showCites, valueOf } from "./fields.js";
import * as sequence from "./sequence.js";

const filled = (answer) => (Object.values(answer).some((one) => one !== null && one !== "" && Object.keys(one).length) ? answer : null);
const orNull = (value) => value || null;

// ---- who passes what to whom

const flowRows = (section) => [...section.querySelectorAll("[data-rows] > [data-row]")];

function readFlow(row) {
  const day = valueOf(row, "date");
  const answer = {
    from: orNull(valueOf(row, "from")), to: orNull(valueOf(row, "to")), commodity: orNull(valueOf(row, "commodity")),
    amount: valueOf(row, "amount"), evidence: citedIn(row), ...(day && { date: day }),
  };
  return filled(answer);
}

function number(section) {
  const rows = flowRows(section);
  rows.forEach((row, at) => {
    row.querySelector("[data-number]").textContent = digits(at + 1);
  });
  section.querySelector("[data-count]").textContent = rows.length ? digits(rows.length) : "";
  const add = section.querySelector("[data-add]");
  if (add) add.disabled = rows.length >= Number(add.dataset.most);
}

function addFlow(section) {
  const shape = section.querySelector('template[data-t="flow-row"]').innerHTML;
  const used = flowRows(section).map((row) => Number(field(row, "from").name.split("-")[1]));
  const holder = document.createElement("template");
  holder.innerHTML = shape.replaceAll("{i}", String(Math.max(-1, ...used) + 1));
  const row = holder.content.firstElementChild;
  section.querySelector("[data-rows]").append(row);
  row.querySelector("[data-row-acts]").hidden = false;
  number(section);
  return row;
}

function nameOf(row) {
  const chosen = (part) => field(row, part).selectedOptions[0].text;
  return [chosen("commodity"), chosen("from"), chosen("to")].join(", ");
}

function said(section, words, row) {
  const told = section.querySelector("[data-said]");
  told.textContent = told.dataset[words].replace("{name}", nameOf(row));
}

function actOnFlow(section, event) {
  const row = event.target.closest("[data-row]");
  if (event.target.closest("[data-add]")) {
    field(addFlow(section), "from").focus();
  } else if (event.target.closest("[data-turn]")) {
    const [from, to] = [valueOf(row, "from"), valueOf(row, "to")];
    put(row, "from", to);
    put(row, "to", from);
    said(section, "turned", row);
    field(row, "from").dispatchEvent(new Event("change", { bubbles: true }));
  } else if (event.target.closest("[data-remove]")) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    said(section, "removed", row);
    row.remove();
    number(section);
    (next?.querySelector("select") ?? section.querySelector("[data-add]")).focus();
    section.querySelector("[data-rows]").dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** The drawing is made by the server; it is fetched again once the last change is there. */
async function redraw(section) {
  const figure = section.querySelector("[data-drawing]");
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const fresh = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-drawing]");
    if (fresh) figure.replaceChildren(...fresh.childNodes);
  } catch {
    // without a network the drawing stays as it was; the rows are kept
  }
}

function dressFlow(section) {
  for (const row of flowRows(section)) if (!readFlow(row)) row.remove();
  number(section);
  if (!section.closest("form").dataset.may) return;
  section.querySelector("[data-add-act]").hidden = false;
  for (const row of flowRows(section)) row.querySelector("[data-row-acts]").hidden = false;
  if (!flowRows(section).length) addFlow(section);
  section.addEventListener("click", (event) => actOnFlow(section, event));
  document.addEventListener("sheet:saved", () => redraw(section));
}

register("flows", {
  answerOf(section) {
    const rows = flowRows(section).map(readFlow).filter(Boolean);
    return rows.length ? { rows } : null;
  },
  restore(section, answer) {
    for (const row of flowRows(section)) row.remove();
    for (const one of answer?.rows ?? []) {
      const row = addFlow(section);
      for (const part of ["from", "to", "commodity", "amount", "date"]) put(row, part, one[part]);
      fillCites(row, one.evidence ?? []);
    }
    number(section);
  },
  dress: dressFlow,
});

// ---- inferences and hypotheses

const factOf = (one, token) => one.name.slice(`${token}-fact-`.length);

register("inference", {
  answerOf(section) {
    const token = section.dataset.question;
    const facts = {};
    for (const one of section.querySelectorAll(`[name^="${token}-fact-"]:checked`)) if (one.value) facts[factOf(one, token)] = one.value;
    return filled({
      facts, kind: orNull(valueOf(section, "kind")), statement: valueOf(section, "statement"),
      likelihood: orNull(valueOf(section, "likelihood")), confidence: orNull(valueOf(section, "confidence")),
    });
  },
  restore(section, answer) {
    const token = section.dataset.question;
    for (const one of section.querySelectorAll(`[name^="${token}-fact-"]`)) one.checked = one.value === (answer?.facts?.[factOf(one, token)] ?? "");
    for (const part of ["kind", "statement", "likelihood", "confidence"]) put(section, part, answer?.[part]);
  },
  dress() {},
});

const cellsOf = (section) => [...section.querySelectorAll("select[data-of]")];
const placeOf = (select) => select.name.split("-").slice(-2);

function countAgainst(section) {
  for (const told of section.querySelectorAll("[data-against]")) {
    const count = cellsOf(section).filter((one) => one.dataset.of === told.dataset.against && one.value === "inconsistent").length;
    told.textContent = digits(count);
  }
  for (const one of cellsOf(section)) one.dataset.now = one.value;
}

register("hypotheses", {
  answerOf(section) {
    const cells = {};
    for (const one of cellsOf(section)) {
      const [fact, hypothesis] = placeOf(one);
      if (one.value) (cells[fact] ??= {})[hypothesis] = one.value;
    }
    return filled({ cells, best: orNull(valueOf(section, "best")) });
  },
  restore(section, answer) {
    for (const one of cellsOf(section)) {
      const [fact, hypothesis] = placeOf(one);
      one.value = answer?.cells?.[fact]?.[hypothesis] ?? "";
    }
    put(section, "best", answer?.best);
    countAgainst(section);
  },
  dress(section) {
    section.addEventListener("change", () => countAgainst(section));
    countAgainst(section);
  },
});

// ---- the product

const CHOICES = ["source", "information", "handling", "likelihood", "confidence"];

function countWords(section) {
  const told = section.querySelector("[data-words-told]");
  const count = [...section.querySelectorAll("textarea")].reduce((sum, one) => sum + one.value.split(/\s+/u).filter(Boolean).length, 0);
  told.textContent = told.dataset.words.replace("{count}", digits(count));
}

register("product", {
  answerOf(section) {
    const answer = {};
    for (const area of section.querySelectorAll("textarea")) {
      const text = area.value.trim();
      if (text) answer[area.name.split("-")[1]] = text;
    }
    for (const part of CHOICES) {
      const value = valueOf(section, part);
      if (value && !["likelihood", "confidence"].includes(part)) answer[part] = value;
    }
    answer.recipients = [...section.querySelectorAll('[name$="-recipients"]:checked')].map((one) => one.value);
    answer.likelihood = orNull(valueOf(section, "likelihood"));
    answer.confidence = orNull(valueOf(section, "confidence"));
    return filled(answer);
  },
  restore(section, answer) {
    for (const area of section.querySelectorAll("textarea")) area.value = answer?.[area.name.split("-")[1]] ?? "";
    for (const part of [...CHOICES, "recipients"]) put(section, part, answer?.[part]);
    countWords(section);
  },
  dress(section) {
    section.addEventListener("input", () => countWords(section));
    countWords(section);
  },
});

register("sequence", sequence);
document.addEventListener("change", (event) => {
  const row = event.target.matches('[name$="-evidence"]') && event.target.closest("[data-row]");
  if (row) showCites(row);
});
