// New entities and links as the own JSON of charts has them, and the steps that make evidence equal to a choice.

import { uuid7 } from "../../components/ids.js";
import { card } from "../cards.js";
import { step } from "../chart_model.js";

/** A new entity; `fields` need label and type. */
export function newEntity(fields) {
  return {
    id: uuid7(), identity: "", aliases: [], cards: [], note: "", attributes: {},
    since: "", until: "", merged: [], at: null, ...fields,
  };
}

/** A new link; `fields` need source, target and type. */
export function newLink(fields, words) {
  const directed = words.linkTypes[fields.type]?.directed;
  return {
    id: uuid7(), direction: directed ? "forward" : "none", strength: "unconfirmed", label: "",
    cards: [], assessed: false, note: "", attributes: {}, since: "", until: "", ...fields,
  };
}

/** Steps after which an item cites exactly these reports. Cards of reports that stay are kept as they are. */
export function citingSteps(item, reports) {
  const cards = item.cards ?? [];
  const cited = new Set(cards.map((one) => one.source));
  return [
    ...reports.filter((report) => !cited.has(report)).map((report) => step("put_card", { on: item.id, card: card(report) })),
    ...cards.filter((one) => one.source && !reports.includes(one.source)).map((one) => step("remove_card", { on: item.id, id: one.id })),
  ];
}

/** The part of `fields` that differs from what an item has. */
export function different(item, fields) {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => JSON.stringify(item[name] ?? "") !== JSON.stringify(value ?? "")));
}

/** Whether a link holds something that would be lost with it. */
export function holdsMore(link) {
  return Boolean(link.cards?.length || link.note || link.label || link.since || link.until || Object.keys(link.attributes ?? {}).length);
}
