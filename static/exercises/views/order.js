// The order of entities in an association matrix: people by the alphabet first, then organisations, then the rest.

const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
const FIRST = ["person", "organisation"];

/** Compare two texts as the page's language does, numbers by their size. */
export function alphabet(one, other) {
  return collator.compare(one, other);
}

function byLabel(one, other) {
  return alphabet(one.label, other.label) || (one.id < other.id ? -1 : 1);
}

/** Which block of the matrix a type stands in: people 0, organisations 1, all else 2. */
export function block(type) {
  const at = FIRST.indexOf(type);
  return at < 0 ? FIRST.length : at;
}

/**
 * Entities in the order of the matrix. The rest stand by type, in the order of the case's vocabulary.
 * @param {"usual"|"links"} how  "links": the most linked first, inside each block
 */
export function ordered(entities, words, how, count) {
  const place = (one) => words.entityTypes[one.type]?.order ?? Infinity;
  const most = how === "links" ? (one, other) => count(other.id) - count(one.id) : () => 0;
  const rest = how === "links" ? () => 0 : (one, other) => place(one) - place(other) || 0;
  return [...entities].sort((one, other) => block(one.type) - block(other.type) || most(one, other) || rest(one, other) || byLabel(one, other));
}
