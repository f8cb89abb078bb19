// Dates of a chart: ISO 8601 that may stop at the year, the month or the day. Times are read as they are
// written (those with an offset are turned to UTC), because a chart has no zone of its own.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PARTS = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const language = document.documentElement.lang || "en";
const numberingSystem = language === "ur" ? "arabext" : "latn";

function format(options) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "UTC", numberingSystem, ...options });
}

const WRITTEN = {
  year: format({ year: "numeric" }),
  month: format({ month: "short", year: "numeric" }),
  day: format({ day: "numeric", month: "short", year: "numeric" }),
  minute: format({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
};
const SHORT = { ...WRITTEN, day: format({ day: "numeric", month: "short" }), minute: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) };

/** What a date covers, in milliseconds UTC: {from, to, unit}; null where there is none. */
export function span(text) {
  const found = PARTS.exec(text ?? "");
  if (!found) return null;
  const [, year, month, day, hour, minute, second = "0", zone = ""] = found;
  const at = (y, m, d, h = 0, n = 0) => {
    const date = new Date(0);
    date.setUTCFullYear(y, m, d);
    return date.getTime() + h * HOUR + n * MINUTE;
  };
  if (!month) return { from: at(+year, 0, 1), to: at(+year + 1, 0, 1), unit: "year" };
  if (!day) return { from: at(+year, +month - 1, 1), to: at(+year, +month, 1), unit: "month" };
  const from = at(+year, +month - 1, +day, +(hour ?? 0), +(minute ?? 0)) + Number(second) * 1000 - offset(zone);
  return hour ? { from, to: from + MINUTE, unit: "minute" } : { from, to: from + DAY, unit: "day" };
}

function offset(zone) {
  if (zone.length < 6) return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return (zone[0] === "-" ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/** A date in the page's language, as exact as it is written. */
export function written(text) {
  const found = span(text);
  return found ? WRITTEN[found.unit].format(found.from) : "";
}

/** The dates of reports by their id: a card without a date of its own is dated by its report. */
export function reportDates(words) {
  return new Map((words.reports ?? []).filter((report) => report.date).map((report) => [report.id, report.date]));
}

/**
 * The times of an entity or link: `period` of its own dates, `marks` of its cards.
 * @param {Map<string, string>} reports  dates of reports, for cards that have none; without it only a card's own counts
 * @returns {{period: object|null, marks: {from: number, to: number, text: string, card: object, reported: boolean}[], first: number|null}}
 */
export function timesOf(item, reports = new Map()) {
  const [since, until] = [span(item.since), span(item.until)];
  const period = since || until ? { from: (since ?? until).from, to: until ? until.to : since.to, open: Boolean(since && !until), ended: Boolean(until && !since) } : null;
  const marks = (item.cards ?? []).flatMap((card) => {
    const date = card.date || reports.get(card.source);
    const found = span(date);
    return found ? [{ ...found, text: written(date), card, reported: !card.date }] : [];
  }).sort((one, other) => one.from - other.from);
  const first = Math.min(period?.from ?? Infinity, marks[0]?.from ?? Infinity);
  return { period, marks, first: Number.isFinite(first) ? first : null };
}

/** The dates of an item in words: "12 Mar 2019 to 14 Mar 2019"; empty where it has none. */
export function datesInWords(item, say, reports = undefined) {
  const [since, until] = [written(item.since), written(item.until)];
  if (since && until) return item.since === item.until ? since : say.between.replace("{from}", since).replace("{to}", until);
  if (since) return say.since.replace("{from}", since);
  if (until) return say.until.replace("{to}", until);
  const { marks } = timesOf(item, reports);
  const own = marks.filter((mark) => !mark.reported);
  const words = [...new Set((own.length ? own : marks).map((mark) => mark.text))].join(", ");
  return own.length || !marks.length ? words : say.reported.replace("{dates}", words);
}

const STEPS = [
  ...[1, 5, 15, 30].map((n) => ({ unit: "minute", n, ms: n * MINUTE })),
  ...[1, 3, 6, 12].map((n) => ({ unit: "minute", n: n * 60, ms: n * HOUR })),
  ...[1, 2, 7, 14].map((n) => ({ unit: "day", n, ms: n * DAY })),
  ...[1, 3, 6].map((n) => ({ unit: "month", n, ms: n * 30.4 * DAY })),
  ...[1, 2, 5, 10, 25, 50, 100, 500].map((n) => ({ unit: "year", n, ms: n * 365.25 * DAY })),
];

/** Ticks of an axis between two times: at most one each `apart` pixels at `scale` pixels a millisecond. */
export function ticks(from, to, scale, apart = 96) {
  const step = STEPS.find((one) => one.ms * scale >= apart) ?? STEPS.at(-1);
  const found = [];
  for (let at = firstTick(from, step); at <= to && found.length < 400; at = nextTick(at, step)) {
    if (at >= from) found.push({ at, text: tickText(at, step) });
  }
  return found;
}

function firstTick(from, { unit, n, ms }) {
  const date = new Date(from);
  if (unit === "year") return Date.UTC(Math.floor(date.getUTCFullYear() / n) * n, 0, 1);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / n) * n, 1);
  const whole = unit === "day" ? n * DAY : ms;
  return Math.floor(from / whole) * whole;
}

function nextTick(at, { unit, n, ms }) {
  const date = new Date(at);
  if (unit === "year") return Date.UTC(date.getUTCFullYear() + n, 0, 1);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1);
  return at + (unit === "day" ? n * DAY : ms);
}

function tickText(at, { unit }) {
  if (unit === "minute") return at % DAY ? SHORT.minute.format(at) : SHORT.day.format(at);
  if (unit === "day") return SHORT.day.format(at);
  return SHORT[unit].format(at);
}
