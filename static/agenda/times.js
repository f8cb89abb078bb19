// Clock times of the session's zone as minutes from midnight. Moments are left to the server: only
// it knows which clock times exist on a day when the clocks change.

export const QUARTER = 15;
export const DAY = 24 * 60;

const two = (number) => String(number).padStart(2, "0");

/** `09:30` of minutes from midnight, in Western digits. */
export function clock(minutes) {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The nearest quarter-hour. */
export function snap(minutes) {
  return Math.round(minutes / QUARTER) * QUARTER;
}

/** The day after `2026-03-02`, or `by` days later. */
export function later(day, by = 1) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** A clock time on a day as the server reads it: `2026-03-02T09:30`, without a zone. */
export function local(day, minutes) {
  return minutes >= DAY ? `${later(day)}T${clock(minutes - DAY)}` : `${day}T${clock(minutes)}`;
}

/** An item's span moved by quarter-hours, kept within its day; the same span at its edges. */
export function shifted({ from, until }, minutes) {
  const by = Math.max(-from, Math.min(DAY - until, minutes));
  return { from: from + by, until: until + by };
}

/** An item's end moved, never nearer to its start than a quarter-hour, never beyond its day. */
export function resized({ from, until }, minutes) {
  return { from, until: Math.max(from + QUARTER, Math.min(DAY, until + minutes)) };
}

/** Whether two spans of one day share time. */
export function overlap(one, other) {
  return one.from < other.until && other.from < one.until;
}
