// How strong a line may be drawn by the grades of its cards; the rule of lms/engines/linkchart/strength.py.
// Which reports go back to one origin is not known here: it is for the person to find.

/**
 * The grade that counts of a card: its own (4x4), else the person's grade of the report, else the provider's.
 * @returns {{source: string, information: string, from: "card"|"own"|"provider"} | null}
 */
export function gradeOf(card, model, reports) {
  const { scheme = "", source = "", information = "" } = card.grading ?? {};
  if (source && information && (!scheme || scheme === "4x4")) return { source, information, from: "card" };
  const own = model.grades.get(card.source);
  if (own) return { ...own, from: "own" };
  const report = reports.find((one) => one.id === card.source);
  return report?.source ? { source: report.source, information: report.information, from: "provider" } : null;
}

/**
 * What the cards of a link allow.
 * @returns {{strength: string, why: string, graded: object[], ungraded: string[], good: object[]}}
 *   why: none, ungraded, sure, two, one, weak, doubtful. "two": solid only if the two have different origins.
 */
export function allowed(link, model, reports) {
  const cards = (link.cards ?? []).filter((card) => card.source);
  const graded = [];
  const ungraded = [];
  const seen = new Set();
  for (const card of cards) {
    const grade = gradeOf(card, model, reports);
    if (seen.has(card.source)) continue;
    seen.add(card.source);
    if (grade) graded.push({ ...grade, report: card.source, agency: reports.find((one) => one.id === card.source)?.agency ?? "" });
    else ungraded.push(card.source);
  }
  const good = graded.filter(({ source, information }) => "AB".includes(source) && "123".includes(information));
  const sure = good.filter(({ information }) => information === "1");
  const result = (strength, why) => ({ strength, why, graded, ungraded, good, sure });
  if (!cards.length) return result(null, "none");
  if (sure.length) return result("confirmed", "sure");
  if (good.length >= 2) return result("confirmed", "two");
  if (ungraded.length) return result(null, "ungraded");
  if (graded.every(({ source, information }) => "CX".includes(source) && information === "4")) return result("tentative", "doubtful");
  return result("unconfirmed", good.length ? "one" : "weak");
}
