// Where items of one day stand across its width: on their track, over all tracks, or side by side
// where they share time.

import { overlap } from "./times.js";

/** The tracks an item covers, as numbers from..to of `tracks`. */
function reach(item, tracks) {
  const at = tracks.indexOf(item.track);
  return at < 0 ? { first: 0, last: Math.max(1, tracks.length) } : { first: at, last: at + 1 };
}

/** Groups of items that touch each other in time and in tracks. */
function groups(items, tracks) {
  const open = items.map((item) => ({ item, ...reach(item, tracks) }));
  const found = [];
  for (const one of open) {
    const touched = found.filter((group) => group.some((other) => overlap(one.item, other.item) && one.first < other.last && other.first < one.last));
    for (const group of touched) found.splice(found.indexOf(group), 1);
    found.push([...touched.flat(), one]);
  }
  return found;
}

/** Columns for the items of a group: each gets the first in which it shares no time. */
function columns(group) {
  const made = [];
  const order = [...group].sort((a, b) => a.item.from - b.item.from || a.first - b.first || b.item.until - a.item.until);
  for (const one of order) {
    const free = made.find((column) => column.every((other) => !overlap(one.item, other.item)));
    if (free) free.push(one);
    else made.push([one]);
  }
  return made;
}

/**
 * Where each item stands: Map of id to {start, size} as parts of the day's width (0 to 1).
 * @param {{id: string, from: number, until: number, track: string}[]} items of one day
 * @param {string[]} tracks letters of the session's tracks, in order
 */
export function places(items, tracks) {
  const lanes = Math.max(1, tracks.length);
  const found = new Map();
  for (const group of groups(items, tracks)) {
    const first = Math.min(...group.map((one) => one.first));
    const last = Math.max(...group.map((one) => one.last));
    if (group.length === 1) {
      found.set(group[0].item.id, { start: first / lanes, size: (last - first) / lanes });
      continue;
    }
    const made = columns(group);
    made.forEach((column, at) => {
      const size = (last - first) / lanes / made.length;
      for (const one of column) found.set(one.item.id, { start: first / lanes + at * size, size });
    });
  }
  return found;
}

/** Where an item stands when nothing else is looked at, as while it is being moved. */
export function ownPlace(item, tracks) {
  const lanes = Math.max(1, tracks.length);
  const { first, last } = reach(item, tracks);
  return { start: first / lanes, size: (last - first) / lanes };
}
