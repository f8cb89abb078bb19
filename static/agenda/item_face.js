// How an item looks and what it is called: the same in every view of the editor.

import { clockWords, spanWords, words } from "./words.js";

const SLIM = 15;
const LOW = 30;

/** The classes of an item's box. */
export function faceClasses(item, { clash = null, moving = false, narrow = false } = {}) {
  const length = item.until - item.from;
  return [
    "ag",
    `k-${item.kind}`,
    length <= SLIM ? "sh" : length <= LOW ? "md" : "",
    clash ? (clash === "warn" ? "warned" : "clash") : "",
    moving ? "drag" : "",
    item.waiting ? "waiting" : "",
    narrow ? "narrow" : "",
  ].filter(Boolean);
}

/** What stands in an item's box: time, title, flag, and where with whom. */
export function faceNodes(item, agenda, { clash = null, moving = false, without = "" } = {}) {
  const nodes = [text("span", "t", clockWords(item.from)), text("b", "", item.title)];
  nodes[0].dataset.for = item.id;
  if (item.locked) nodes.push(mark("lock"));
  if (moving || clash) nodes.push(text("span", clash ? (clash === "warn" ? "flag mild" : "flag") : "flag plain", words(moving ? "moving" : clash === "warn" ? "warning" : "clash")));
  const where = placeWords(item, agenda, without);
  if (where) nodes.push(text("span", "m", where));
  if (moving) nodes.push(text("span", "tip", spanWords(item)));
  return nodes;
}

/** `Hall A · Brohi`; `without` rooms or trainers where the column says so. */
export function placeWords(item, agenda, without = "") {
  const room = without === "rooms" ? null : agenda.state.rooms.find((one) => one.id === item.room_id)?.name;
  const people = without === "trainers" ? [] : item.trainer_ids.map((id) => agenda.state.trainers.find((one) => one.id === id)?.short).filter(Boolean);
  return [room, people.join(words("comma")), item.guests].filter(Boolean).join(" · ");
}

/** The whole item in one sentence, for screen readers. */
export function spoken(item, agenda) {
  const clashes = agenda.clashesOf(item.id, agenda.state.clashes);
  return [
    spanWords(item),
    item.title,
    item.word,
    item.track ? words("track", { track: item.track }) : "",
    agenda.day(item.day)?.name ?? item.day,
    placeWords(item, agenda),
    item.locked ? words("locked") : "",
    clashes.length ? `${words("clash")}: ${clashes[0].title}` : "",
  ].filter(Boolean).join(words("comma"));
}

/** Make an element say what it is to screen readers and to the keyboard. */
export function introduce(element, item, agenda) {
  element.dataset.item = item.id;
  element.setAttribute("role", "button");
  element.setAttribute("aria-roledescription", words("kindOfThing"));
  element.setAttribute("aria-label", spoken(item, agenda));
}

function text(tag, name, content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = content;
  return made;
}

function mark(name) {
  const icon = document.querySelector(`template[data-t="icon-${name}"]`).content.firstElementChild.cloneNode(true);
  icon.classList.add("lockmark");
  return icon;
}
