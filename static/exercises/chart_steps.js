// What each step of drawing does to a chart, as on the server (lms/engines/linkchart/steps_*.py). A step about
// something that is not there changes nothing.

import { LENGTHS, isId, readAbout, readCard, readEntity, readGrade, readGroup, readLink } from "./chart_read.js";

const MOST_ENTITIES = 2000;
const MOST_LINKS = 6000;
const MOST_CARDS = 60;
const MOST_ALIASES = 20;

export function step(kind, payload) {
  return { kind, payload };
}

/** A chart that remembers what a step changes: `put` and `drop` by kind of item and id. */
export class Board {
  /** @param {{entities: Map, links: Map, groups: Map, grades: Map, about: object}} chart is changed in place */
  constructor(chart) {
    Object.assign(this, { entities: chart.entities, links: chart.links, groups: chart.groups, grades: chart.grades, about: chart.about });
    this.changes = [];
  }

  put(root, id, after) {
    this.changes.push({ root, id, before: this[root].get(id) ?? null, after });
    this[root].set(id, after);
  }

  drop(root, id) {
    if (!this[root].has(id)) return;
    this.changes.push({ root, id, before: this[root].get(id), after: null });
    this[root].delete(id);
  }

  /** Do one step and give back what it changed; nothing where it no longer fits. */
  do({ kind, payload }) {
    this.changes = [];
    STEPS[kind]?.(this, payload);
    return this.changes;
  }

  linksOf(id) {
    return [...this.links.values()].filter((link) => link.source === id || link.target === id);
  }

  /** The name of the kind of item that has this id, or undefined. */
  rootOf(id) {
    return ["entities", "links"].find((root) => this[root].has(id));
  }
}

/** Words that are too long are cut, so that the item is not left out for them. */
function cut(fields) {
  const found = { ...fields };
  for (const [name, most] of Object.entries(LENGTHS)) {
    if (typeof found[name] === "string" && found[name].length > most) found[name] = [...found[name]].slice(0, most).join("");
  }
  return found;
}

/** An item with changed fields; reports that a plain form names as evidence become its cards. */
function edited(item, changes) {
  const found = { ...item, ...cut(changes), id: item.id };
  if (changes.evidence && !changes.cards) delete found.cards;
  return found;
}

function fits(board, link) {
  return link && board.entities.has(link.source) && board.entities.has(link.target);
}

function without(group, id) {
  return { ...group, members: group.members.filter((one) => one !== id), entity: group.entity === id ? "" : group.entity };
}

function holds(group, id) {
  return group.entity === id || group.members.includes(id);
}

const STEPS = {
  add_entity(board, { entity }) {
    const found = readEntity(cut(entity));
    if (found && !board.entities.has(found.id) && board.entities.size < MOST_ENTITIES) board.put("entities", found.id, found);
  },

  edit_entity(board, { id, changes }) {
    const found = board.entities.has(id) && readEntity(edited(board.entities.get(id), changes));
    if (found) board.put("entities", id, found);
  },

  remove_entity(board, { id }) {
    if (!board.entities.has(id)) return;
    for (const link of board.linksOf(id)) board.drop("links", link.id);
    for (const group of [...board.groups.values()]) if (holds(group, id)) board.put("groups", group.id, without(group, id));
    board.drop("entities", id);
  },

  move(board, { places }) {
    for (const { id, at } of places) {
      const found = board.entities.has(id) && readEntity({ ...board.entities.get(id), at });
      if (found?.at) board.put("entities", id, found);
    }
  },

  add_link(board, { link }) {
    const found = readLink(cut(link));
    if (fits(board, found) && !board.links.has(found.id) && board.links.size < MOST_LINKS) board.put("links", found.id, found);
  },

  edit_link(board, { id, changes }) {
    const found = board.links.has(id) && readLink(edited(board.links.get(id), changes));
    if (fits(board, found)) board.put("links", id, found);
  },

  remove_link(board, { id }) {
    board.drop("links", id);
  },

  put_card(board, { on, card }) {
    const root = board.rootOf(on);
    const found = root && readCard(card);
    if (!found) return;
    const item = board[root].get(on);
    const known = item.cards.some((one) => one.id === found.id);
    if (!known && item.cards.length >= MOST_CARDS) return;
    const cards = known ? item.cards.map((one) => (one.id === found.id ? found : one)) : [...item.cards, found];
    board.put(root, on, { ...item, cards });
  },

  remove_card(board, { on, id }) {
    const root = board.rootOf(on);
    if (!root) return;
    const item = board[root].get(on);
    board.put(root, on, { ...item, cards: item.cards.filter((card) => card.id !== id) });
  },

  put_group(board, { group }) {
    const found = readGroup(cut(group));
    if (!found) return;
    const members = found.members.filter((id) => board.entities.has(id));
    board.put("groups", found.id, { ...found, members, entity: board.entities.has(found.entity) ? found.entity : "" });
  },

  remove_group(board, { id }) {
    board.drop("groups", id);
  },

  merge(board, { keep, gone, why }) {
    if (keep === gone || !board.entities.has(keep) || !board.entities.has(gone)) return;
    board.put("entities", keep, merged(board.entities.get(keep), board.entities.get(gone), cut({ why: why ?? "" }).why));
    const swap = (id) => (id === gone ? keep : id);
    for (const link of board.linksOf(gone)) {
      const moved = { ...link, source: swap(link.source), target: swap(link.target) };
      if (moved.source === moved.target) board.drop("links", link.id);
      else board.put("links", link.id, moved);
    }
    for (const group of [...board.groups.values()]) {
      if (holds(group, gone)) board.put("groups", group.id, { ...group, members: [...new Set(group.members.map(swap))], entity: swap(group.entity) });
    }
    board.drop("entities", gone);
  },

  set_grade(board, { report, grade }) {
    const found = grade && readGrade(grade);
    const id = [...report].slice(0, 16).join("");
    if (found) board.put("grades", id, found);
    else if (!grade) board.drop("grades", id);
  },

  set_about(board, { about }) {
    const before = board.about;
    board.about = readAbout(cut(about));
    board.changes.push({ root: "about", id: "", before, after: board.about });
  },
};

/** `keep` with all that `gone` had, and a trace of what it was and why. */
function merged(keep, gone, why) {
  const aliases = [...new Set([...keep.aliases, gone.label, ...gone.aliases])].filter((name) => name !== keep.label);
  const cards = new Map([...gone.cards, ...keep.cards].map((card) => [card.id, card]));
  return readEntity({
    ...keep, identity: keep.identity || gone.identity, aliases: aliases.slice(0, MOST_ALIASES), cards: [...cards.values()].slice(0, MOST_CARDS),
    attributes: { ...gone.attributes, ...keep.attributes }, merged: [...keep.merged, ...gone.merged, { id: gone.id, label: gone.label, why }],
  });
}

/** About how many bytes a step writes (or takes away, which undoing it must write again). */
export function weight(board, { kind, payload }) {
  const gone = kind === "remove_entity" ? payload.id : kind === "merge" ? payload.gone : null;
  const things = gone ? [board.entities.get(gone), ...board.linksOf(gone)] : kind === "remove_link" ? [board.links.get(payload.id)] : [];
  return JSON.stringify([payload, ...things]).length + 300;
}

/** A step that is too large for one update as several: the item first, its cards one by one. */
export function parted(one, most) {
  const name = { add_entity: "entity", add_link: "link" }[one.kind];
  const item = name && one.payload[name];
  if (!item?.cards?.length || JSON.stringify(one.payload).length < most) return [one];
  return [step(one.kind, { [name]: { ...item, cards: [] } }), ...item.cards.map((card) => step("put_card", { on: item.id, card }))];
}
