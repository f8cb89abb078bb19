// The agenda editor: draws the chosen view and does what pointer, keyboard and buttons ask for.
// Views are links; the list, and every act, works as plain pages without this script.

import { Agenda, worst } from "./agenda.js";
import { Chosen } from "./chosen.js";
import { DaysView } from "./days_view.js";
import { Keys } from "./keys.js";
import { Pointer } from "./pointer.js";
import { Side } from "./side.js";
import { piece, words } from "./words.js";

const stage = document.getElementById("agenda-stage");
const wide = matchMedia("(min-width: 701px)");
const agenda = new Agenda(JSON.parse(document.getElementById("agenda-data").textContent), stage.dataset);
const side = new Side({ remedy });
const { view: kind, day } = stage.dataset;
let view = null;
let preview = null;
let clashesNow = [];

const tell = {
  may,
  moving(item, patch, copy) {
    show(item, patch, clashesNow, copy);
    if (!copy) agenda.check(item.id, patch, (clashes) => seen(item, patch, clashes));
  },
  dropped(item, patch, copy) {
    agenda.stopCheck();
    if (copy) copyTo(item, patch);
    else save(item, patch);
  },
  cancelled() {
    forget();
  },
};
const keys = new Keys(stage, agenda, {
  view: () => view,
  say: (text) => side.say(text),
  may,
  preview: (item, patch, clashes) => (item ? show(item, patch, clashes ?? [], false) : forget()),
  check: (item, patch, answer) => agenda.check(item.id, patch, (clashes) => {
    side.clash(clashes);
    answer(clashes);
  }),
  save,
  copy: (item) => copyTo(item, {}),
  remove,
  undo: () => turn("undo"),
  redo: () => turn("redo"),
  open: (item) => location.assign(item.href + location.search),
  help,
});
const chosen = new Chosen(agenda, { move: save, copy: (item) => copyTo(item, {}), remove, query: location.search });

// --- drawing ---

async function mount() {
  if (view || !wide.matches || kind === "list") return;
  stage.hidden = false;
  stage.parentElement.classList.add("drawn");
  document.getElementById("agenda-hint").hidden = false;
  if (kind === "rooms" || kind === "trainers") {
    const { ResourceView } = await import("./resource_view.js");
    view = new ResourceView(stage, agenda, { by: kind, day: day || null, tell });
    view.drawn = () => keys.settle();
  } else {
    view = new DaysView(stage, agenda, { day: kind === "day" ? day : null });
    new Pointer(view, agenda, tell);
  }
  draw();
}

function draw() {
  if (!view || view.busy) return;
  view.render(preview);
  keys.settle();
  for (const box of stage.querySelectorAll(".chosen")) box.classList.remove("chosen");
  if (chosen.id) for (const box of view.elements(chosen.id)) box.classList.add("chosen");
}

function show(item, patch, clashes, copy) {
  clashesNow = clashes ?? [];
  // while the component itself drags, it draws; a new drawing would take the item out of its hand
  if (view.busy) {
    view.live = { clash: worst(clashesNow) };
    return;
  }
  preview = { id: item.id, patch, clash: worst(clashesNow), copy };
  draw();
}

function seen(item, patch, clashes) {
  const before = clashesNow[0]?.sentence;
  show(item, patch, clashes, false);
  side.clash(clashes);
  if (clashes[0]?.sentence !== before) side.say(clashes.length ? words("clashNow", { sentence: clashes[0].sentence }) : words("noClash"));
}

function forget() {
  agenda.stopCheck();
  preview = null;
  clashesNow = [];
  side.clear();
  draw();
}

// --- acts ---

function may(item) {
  if (!agenda.state.may) return false;
  if (item.locked) side.say(words("lockedWhy", { title: item.title }));
  return !item.locked;
}

function save(item, patch) {
  side.hideToast();
  agenda.stopCheck();
  const asked = preview?.id === item.id ? clashesNow : [];
  preview = null;
  clashesNow = [];
  side.clear();
  const act = agenda.move(item.id, patch);
  if (act) act.asked = asked;
  else draw();
}

function copyTo(item, patch) {
  if (!agenda.state.may) return;
  side.hideToast();
  forget();
  agenda.copy(item.id, patch);
}

function remove(item) {
  side.clear();
  const beside = stage.contains(document.activeElement) && neighbour(item);
  agenda.remove(item.id);
  side.offerUndo(words("removed", { title: item.title }));
  side.say(words("removed", { title: item.title }));
  if (beside) view.elements(beside.id)[0]?.focus();
}

function neighbour(item) {
  const at = agenda.items.findIndex((one) => one.id === item.id);
  return agenda.items[at + 1] ?? agenda.items[at - 1];
}

function turn(which) {
  side.hideToast();
  side.clear();
  agenda[which]();
}

function remedy(way, send) {
  side.clear();
  const { id, ...rest } = send;
  agenda.take(id, rest);
}

function help() {
  const open = document.querySelector("dialog.agkeys") ?? document.body.appendChild(piece("keys"));
  open.showModal();
}

// --- what comes back ---

agenda.addEventListener("change", () => {
  draw();
  chosen.draw();
});
agenda.addEventListener("state", ({ detail }) => side.state(detail.now));
agenda.addEventListener("saved", ({ detail: { act, said } }) => {
  side.refresh();
  const own = act.id && act.path === "moves" ? agenda.clashesOf(act.id, agenda.state.clashes) : [];
  side.clash(own.length && act.asked?.length ? act.asked : own);
  if (act.path === "moves") side.say(own.length ? words("savedClash", { sentence: own[0].sentence }) : words("saved"));
  else if (act.path === "copies") side.say(words("copied", { title: act.before.title }));
  else if (act.path !== "removals") side.say(said || words(act.path === "undo" ? "undone" : "redone"));
});
agenda.addEventListener("refused", ({ detail: { act, problem } }) => {
  const detail = problem.errors?.map((one) => one.detail).join(" ") || problem.title || "";
  side.clash([]);
  side.refused(detail);
  side.say(`${words("refused")} ${detail}`);
  side.hideToast();
  side.refresh();
  const boxes = act.id && view ? view.elements(act.id) : [];
  for (const box of boxes) box.scrollIntoView({ block: "nearest" });
  if (!act.patch || !agenda.item(act.id)) return;
  agenda.check(act.id, act.patch, (clashes) => side.clash(clashes.map((one) => ({ ...one, remedies: one.remedies.filter((way) => way.kind !== "back") }))));
});
agenda.addEventListener("others", () => {
  side.refresh();
  side.say(words("others"));
});

stage.addEventListener("focusin", ({ target }) => choose(target.closest("[data-item]")));
stage.addEventListener("click", ({ target }) => {
  const box = target.closest("[data-item]");
  box?.focus();
  choose(box);
});
stage.addEventListener("dblclick", ({ target }) => {
  const item = agenda.item(target.closest("[data-item]")?.dataset.item);
  if (item) location.assign(item.href + location.search);
});

function choose(box) {
  if (!box || !agenda.item(box.dataset.item)) return;
  chosen.show(box.dataset.item);
  for (const other of stage.querySelectorAll(".chosen")) other.classList.remove("chosen");
  for (const one of view.elements(box.dataset.item)) one.classList.add("chosen");
}

document.addEventListener("submit", (event) => {
  const { turn: which, remedy: way, item } = event.target.dataset;
  if (!view || (!which && !way)) return;
  event.preventDefault();
  if (which) return turn(which);
  const fields = Object.fromEntries(new FormData(event.target));
  delete fields.csrf_token;
  if ("trainer_ids" in fields) fields.trainer_ids = fields.trainer_ids.split(",").filter(Boolean);
  remedy(way, { id: item, ...fields });
});
document.addEventListener("click", (event) => {
  const pressed = (name) => event.target.closest(`[${name}]`);
  if (pressed("data-keys-help")) help();
  else if (pressed("data-again")) agenda.line.send();
  else if (pressed("data-put-back")) agenda.putBack();
  else if (pressed("data-undo")) turn("undo");
  else if (pressed("data-show") && view) {
    const box = view.elements(pressed("data-show").dataset.show)[0];
    if (!box || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
    box.scrollIntoView({ block: "center" });
  }
});

// A phone shows one day of the list at a time.
function oneDay() {
  const days = [...document.querySelectorAll("[data-list-day]")];
  if (wide.matches || days.length < 2) return;
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: agenda.state.zone }).format(new Date());
  const first = days.find((one) => one.dataset.listDay === today) ?? days[0];
  for (const one of days) one.hidden = one !== first;
  document.querySelector(`#agenda-phone [data-day="${first.dataset.listDay}"]`)?.setAttribute("aria-current", "true");
}
document.addEventListener("agenda:refreshed", oneDay);
oneDay();
mount();
wide.addEventListener("change", mount);
