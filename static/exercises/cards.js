// Cards: the evidence of an entity or a link. A plain card says no more than: this report states it.

import { uuid7 } from "../components/ids.js";

/** A card that cites a report; `more` may give text, date, grading. */
export function card(source, more = {}) {
  return { id: `c-${uuid7()}`, source, ...more };
}

/** Cards that cite exactly these reports: those that are there stay as they are. */
export function citing(reports, cards = []) {
  const kept = cards.filter((one) => !one.source || reports.includes(one.source));
  const cited = new Set(kept.map((one) => one.source));
  return [...kept, ...reports.filter((report) => !cited.has(report)).map((report) => card(report))];
}
