// The projector. It listens to the phone, and keys or a presenter's clicker drive it as well.

import { figures, following, preceding } from "./fold.js";
import { digits as number } from "../components/digits.js";
import { Hall, say, write } from "./hall.js";

const stage = document.querySelector("[data-role=screen]");
const part = (name) => stage.querySelector(`[data-${name}]`);
const first = { en: stage.querySelector(".top h1").textContent, ur: stage.querySelector(".top .u")?.textContent ?? "" };

function draw(hall) {
  const { state, words, order } = hall;
  const now = hall.byId.get(state.current);
  part("called").hidden = !now;
  part("nobody").hidden = Boolean(now);
  if (now) {
    write(part("called"), {
      ...now,
      number: number(now.number),
      of: say(words.of, { count: number(order.length), paper: words[now.kind] ?? "" }),
    });
    fit(part("called"), "name", now.name);
    fit(part("called"), "local", now.local);
  } else {
    const item = hall.items.find((one) => one.key === state.item);
    write(part("nobody"), { item_en: item?.title.en ?? (item ? "" : first.en), item_ur: item?.title.ur ?? (item ? "" : first.ur) });
  }
  part("hands-line").hidden = !now?.hands;
  const coming = hall.byId.get(following(order, state));
  part("next-line").hidden = !(hall.showNext && now && coming);
  write(stage, { hands: now?.hands ?? "", next: coming ? `${coming.rank} ${coming.name}`.trim() : "" });
  line(hall);
  part("hint").hidden = Boolean(document.fullscreenElement) && hall.online;
  part("away").hidden = hall.online;
}

/** Long names are set smaller: the sheet knows four sizes. */
function fit(root, name, text) {
  const signs = [...text].length;
  root.querySelector(`[data-text="${name}"]`).dataset.size = signs <= 22 ? "1" : signs <= 34 ? "2" : signs <= 52 ? "3" : "4";
}

function line(hall) {
  const { state, words, order } = hall;
  const marks = order.map((id) => {
    const stop = document.createElement("i");
    const mark = state.marks.get(id);
    stop.className = id === state.current ? "n" : mark === "absent" ? "x" : mark ? "d" : "";
    return stop;
  });
  part("line").replaceChildren(...marks);
  const sums = figures(hall.stack, state);
  const done = number(sums.collected + sums.posted);
  part("line").setAttribute("aria-label", say(words.line, { done, absent: number(sums.absent), left: number(sums.left) }));
}

const hall = new Hall({ draw });
stage.hall = hall;
for (const name of ["name", "local"]) {
  const place = part("called").querySelector(`[data-text="${name}"]`);
  fit(part("called"), name, place.textContent);
}

const KEYS = {
  ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back",
  c: "collected", a: "absent", z: "undo", b: "nobody", f: "full",
};

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("button")) return;
  event.preventDefault();
  if (act === "full") full();
  else if (stage.dataset.runs) press(act);
});

function press(act) {
  const { state, order } = hall;
  const now = hall.byId.get(state.current);
  if (act === "next") hall.add("called", { enrolment: following(order, state) });
  else if (act === "back") hall.add("called", { enrolment: preceding(order, state) });
  else if (act === "nobody") hall.add("called", { enrolment: null });
  else if (act === "undo" && state.undoable) hall.add("undone", { undoes: state.undoable });
  else if (now && (act === "collected" || act === "absent")) hall.add(act, { enrolment: now.id, serial: now.serial });
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

part("full").addEventListener("click", full);
document.addEventListener("fullscreenchange", () => draw(hall));
