// The matrix by keys: arrows go from cell to cell, 1 to 4 set a sign, 0 or Delete empties. Row and column of the cell light up.

import { digits } from "../../components/digits.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function dressMatrix(table, here) {
  const rows = [...table.rows].map((row) => [...row.querySelectorAll("select")]);
  const heads = [...table.rows].map((row) => row.querySelector("th"));
  const place = (select) => {
    const row = rows.findIndex((cells) => cells.includes(select));
    return [row, rows[row].indexOf(select)];
  };

  function go(select, [down, along]) {
    const sign = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    const [row, column] = place(select);
    // a row has as many cells as stand above it, so a way down or up may end at the diagonal
    rows[row + down]?.[Math.min(column + along * sign, rows[row + down].length - 1)]?.focus();
  }

  function set(select, at) {
    select.selectedIndex = at;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function light(select) {
    for (const one of table.querySelectorAll(".lit, .on")) one.classList.remove("lit", "on");
    if (!select) return;
    const [row, column] = place(select);
    for (const cell of rows[row]) cell.parentElement.classList.add("lit");
    for (const cells of rows) cells[column]?.parentElement.classList.add("lit");
    heads[row].classList.add("on");
    heads[column].classList.add("on");
    const chosen = select.selectedOptions[0].textContent.replace(/\s+/gu, " ").trim();
    here.textContent = select.getAttribute("aria-label") + (chosen ? `: ${chosen}` : "");
  }

  function count() {
    const links = rows.map(() => 0);
    rows.forEach((cells, row) => cells.forEach((select, column) => {
      select.toggleAttribute("data-set", Boolean(select.value));
      select.classList.toggle("wide", select.value === "member_unconfirmed");
      if (!select.value) return;
      links[row] += 1;
      links[column] += 1;
    }));
    heads.forEach((head, at) => {
      head.querySelector("[data-links]").textContent = links[at] ? digits(links[at]) : "";
    });
  }

  table.addEventListener("keydown", (event) => {
    const select = event.target.closest("select");
    if (!select || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in MOVES) go(select, MOVES[event.key]);
    else if (/^[0-4]$/u.test(event.key)) set(select, Number(event.key));
    else if (event.key === "Delete" || event.key === "Backspace") set(select, 0);
    else return;
    event.preventDefault();
  });
  table.addEventListener("focusin", (event) => light(event.target.closest("select")));
  table.addEventListener("change", (event) => {
    count();
    light(event.target.closest("select"));
  });
  count();
}
