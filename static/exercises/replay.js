// How a chart was drawn: a slider over its steps, who did what when, and the chart as it was at each.

import { digits } from "../components/digits.js";
import { ChartView } from "./chart_view.js";
import { colourOf, initialsOf } from "./members.js";
import { Steps, whatWasDone } from "./replay_steps.js";

const MOST_NAMED = 4;
const space = document.querySelector("[data-replay]");
const data = JSON.parse(document.getElementById("chart-data").textContent);
const slider = space.querySelector("[data-slider]");
const play = space.querySelector("[data-play]");
const speed = space.querySelector("[data-speed]");
const told = space.querySelector("[data-told]");
const list = space.querySelector("[data-lines]");
const shape = list.querySelector("template");
const { lang } = document.documentElement;
const clock = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "medium", timeStyle: "medium", timeZone: space.dataset.zone || undefined });

const steps = new Steps(await rows(), { entityTypes: Object.keys(data.entityTypes), linkTypes: Object.keys(data.linkTypes) });
let place = steps.count;
let model = steps.at(place);
let timer = null;
const view = new ChartView(space, { model, words: data, editable: false, say: (text) => { told.textContent = text; } });

for (const part of document.querySelectorAll("[data-only-script]")) part.hidden = false;
slider.max = String(steps.count);
await view.dress();
view.show();
show(model, null);
view.fit();
tell(place ? whatHappened(place) : null);
slider.addEventListener("input", () => go(Number(slider.value)));
play.addEventListener("click", () => (timer ? stop() : start()));
space.querySelector("[data-back]").addEventListener("click", () => go(place - 1));
space.querySelector("[data-on]").addEventListener("click", () => go(place + 1));
space.querySelector("[data-fit]").addEventListener("click", () => view.fit());
space.dataset.started = "yes";

/** All steps, however many answers they take. */
async function rows() {
  const found = [];
  for (let since = 0, more = true; more; ) {
    const answer = await fetch(`${space.dataset.updates}${space.dataset.updates.includes("?") ? "&" : "?"}since=${since}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`The steps could not be read: ${answer.status}`);
    const body = await answer.json();
    found.push(...body.updates);
    data.members = body.members;
    since = body.sequence;
    more = body.more;
  }
  return found;
}

/** Go to the chart after so many steps. */
function go(wanted) {
  const next = Math.min(Math.max(wanted, 0), steps.count);
  if (next === place) return;
  let done = null;
  if (next === place + 1) {
    done = steps.go(model, place);
    show(model, done.touched);
  } else {
    model = steps.at(Math.max(0, next - 1));
    if (next) done = steps.go(model, next - 1);
    show(model, null);
  }
  place = next;
  tell(done);
  if (place === steps.count) stop();
}

function whatHappened(at) {
  model = steps.at(at - 1);
  const done = steps.go(model, at - 1);
  show(model, null);
  return done;
}

function show(chart, touched) {
  view.model = chart;
  view.sync(chart, touched);
  space.dataset.entities = chart.entities.size;
  space.dataset.links = chart.links.size;
}

// --- who did what when ---

function tell(done) {
  slider.value = String(place);
  slider.setAttribute("aria-valuetext", space.dataset.step.replace("{step}", digits(place)).replace("{count}", digits(steps.count)));
  space.querySelector("[data-place]").textContent = slider.getAttribute("aria-valuetext");
  space.dataset.place = String(place);
  const row = steps.rows[place - 1];
  const things = done ? whatWasDone(done, model, data) : [];
  for (const line of list.querySelectorAll("li")) line.remove();
  view.emphasise({ lit: new Set(done?.touched ?? []) });
  if (!row) {
    told.textContent = space.dataset.empty;
    return;
  }
  const member = data.members.find(({ number }) => number === row.who);
  const name = member ? member.name || space.dataset.unnamed.replace("{number}", digits(member.number)) : space.dataset.other;
  const who = space.querySelector("[data-who]");
  who.textContent = name;
  who.dataset.colour = member ? colourOf(member) : "";
  who.title = member ? initialsOf(member) : "";
  space.querySelector("[data-when]").textContent = clock.format(new Date(row.at));
  list.append(...things.slice(0, MOST_NAMED).map(([what, thing]) => line(data.say[what].replace("{name}", `\u2068${thing}\u2069`))));
  if (things.length > MOST_NAMED) list.append(line(space.dataset.more.replace("{count}", digits(things.length - MOST_NAMED))));
  if (!things.length) list.append(line(space.dataset.nothing));
  if (!timer) told.textContent = [name, ...things.slice(0, MOST_NAMED).map(([what, thing]) => data.say[what].replace("{name}", thing))].join(". ");
}

function line(words) {
  const found = shape.content.firstElementChild.cloneNode(true);
  found.textContent = words;
  return found;
}

// --- playing ---

function start() {
  if (place === steps.count) go(0);
  play.setAttribute("aria-pressed", "true");
  tick();
}

function tick() {
  timer = setTimeout(() => {
    go(place + 1);
    if (timer) tick();
  }, 1000 / Number(speed.value));
}

function stop() {
  clearTimeout(timer);
  timer = null;
  play.setAttribute("aria-pressed", "false");
}

space.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.target.closest("button, select, a, summary")) return;
  event.preventDefault();
  play.click();
});
