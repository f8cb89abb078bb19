// Arrow keys move through the cells of a marking table: <table data-keys>, each cell with one control.
// Left and right follow the page's direction; Home and End go to the ends of the row.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const CONTROL = "input:not([type=hidden]), select, button, a";

function cellOf(table, row, column) {
  return table.tBodies.length ? [...table.rows][row]?.cells[column]?.querySelector(CONTROL) : null;
}

function move(table, event) {
  const cell = event.target.closest("td, th");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const typing = event.target.matches("input[type=text], input[type=search], textarea, select");
  const [down, along] = STEPS[event.key] ?? [0, 0];
  if ((!down && !along) || (typing && along)) return;
  const sign = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  const rows = table.rows.length;
  let row = cell.parentElement.rowIndex + down;
  let column = cell.cellIndex + along * sign;
  while (row >= 0 && row < rows && column >= 0 && column < 60) {
    const next = cellOf(table, row, column);
    if (next && !next.disabled) {
      event.preventDefault();
      next.focus();
      return;
    }
    row += down;
    column += along * sign;
  }
}

for (const table of document.querySelectorAll("table[data-keys]")) {
  table.addEventListener("keydown", (event) => move(table, event));
}
