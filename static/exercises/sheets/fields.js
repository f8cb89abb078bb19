// Fields of a row or a line, by the last part of their name: "token-0-step" is "step".

/** The first field of a row whose name ends in `part`. */
export function field(row, part) {
  return row.querySelector(`[name$="-${part}"]`);
}

/** What a field or a group of radios stands at; "" where there is none. */
export function valueOf(row, part) {
  const found = [...row.querySelectorAll(`[name$="-${part}"]`)];
  const one = found.find((each) => each.type !== "radio" || each.checked);
  return one ? one.value.trim() : "";
}

/** The reports that a row cites. */
export function citedIn(row) {
  return [...row.querySelectorAll('[name$="-evidence"]:checked')].map((one) => one.value);
}

/** Tick the reports that a row cites, and write them into the summary. */
export function fillCites(row, reports) {
  for (const one of row.querySelectorAll('[name$="-evidence"]')) one.checked = reports.includes(one.value);
  showCites(row);
}

export function showCites(row) {
  const told = row.querySelector("[data-cited]");
  if (told) told.textContent = citedIn(row).join(" ");
}

/** Set a field, or the radio of a group. */
export function put(row, part, value) {
  for (const one of row.querySelectorAll(`[name$="-${part}"]`)) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = [value ?? ""].flat().includes(one.value);
    else one.value = value ?? "";
  }
}
