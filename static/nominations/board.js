// What the ticked names would do to the room, while they are ticked. Without this script the button
// "Show the effect" asks the server for the same.

import { digits } from "../components/digits.js";

const form = document.getElementById("deciding");
if (form) start(form);

function start(bar) {
  const room = JSON.parse(bar.dataset.room);
  const boxes = [...document.querySelectorAll('input[name="chosen"][type="checkbox"]')];
  const elsewhere = bar.querySelectorAll("[data-elsewhere]").length;
  const show = bar.querySelector("[data-show]");
  show.hidden = elsewhere === 0; // names on other pages are counted by the server
  const write = () => {
    for (const box of boxes) box.closest(".p, tr")?.classList.toggle("on", box.checked);
    const ticked = boxes.filter((box) => box.checked);
    bar.querySelector("[data-how-many]").textContent = fill(bar.dataset.count, { n: ticked.length + elsewhere });
    bar.querySelector("[data-approve-button]").textContent = fill(bar.dataset.approve, { n: ticked.length + elsewhere });
    if (elsewhere === 0) draw(bar, effects(room, ticked, bar.dataset.seats));
  };
  for (const box of boxes) box.addEventListener("change", write);
  if (boxes.some((box) => box.checked)) write();
}

/** Each agency concerned, all seats, and each measure: { label, before, after, of, met, over }. */
function effects(room, ticked, seatsLabel) {
  const joining = ticked.filter((box) => box.dataset.seated !== "1");
  const found = [];
  for (const [key, agency] of Object.entries(room.agencies)) {
    const more = joining.filter((box) => box.dataset.agency === key).length;
    if (more) found.push(counted(agency.label, agency.used, agency.used + more, agency.of, "over"));
  }
  const after = room.seated + joining.length;
  found.push(counted(seatsLabel, room.seated, after, room.capacity, "more"));
  const people = joining.map((box) => JSON.parse(box.dataset.features));
  for (const measure of room.measures) found.push(measured(measure, people, after));
  return found;
}

/** Seats; `word` names the text for those beyond them. */
function counted(label, before, after, of, word) {
  return { label, before, after, of, over: after > Math.max(before, of) ? word : undefined };
}

function measured(measure, people, total) {
  const counts = new Map(Object.entries(measure.there));
  const before = count(measure, counts);
  for (const one of people) {
    const value = one[measure.feature] ?? "";
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const after = count(measure, counts);
  const share = measure.kind.startsWith("share") || measure.kind === "prefer";
  return { label: measure.label, before, after, of: share ? total : measure.amount, met: met(measure, after, total) };
}

function count(measure, counts) {
  if (measure.values === null) return [...counts].filter(([value, number]) => value && number > 0).length;
  return measure.values.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
}

function met(measure, number, total) {
  if (measure.kind === "prefer") return undefined;
  const share = measure.kind.startsWith("share");
  const have = share ? number * 100 : number;
  const want = share ? measure.amount * total : measure.amount;
  return measure.kind.endsWith("at_most") ? have <= want : have >= want;
}

function draw(bar, list) {
  const place = bar.querySelector("[data-effects]");
  place.replaceChildren(...list.map((one) => line(bar, one)));
}

function line(bar, one) {
  const item = document.createElement("span");
  const figures = document.createElement("b");
  figures.textContent = fill(one.before === one.after ? bar.dataset.same : bar.dataset.change, one);
  item.append(one.label, " ", figures);
  if (one.over) {
    const mark = document.createElement("span");
    mark.className = "st warn over";
    mark.textContent = bar.dataset[one.over];
    item.append(" ", mark);
  }
  if (one.met !== undefined) {
    const mark = document.createElement("span");
    mark.className = one.met ? "st tick ok" : "st open none";
    const word = document.createElement("span");
    word.className = "sr";
    word.textContent = one.met ? bar.dataset.met : bar.dataset.unmet;
    mark.append(word);
    item.append(" ", mark);
  }
  return item;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => digits(values[name]));
}
