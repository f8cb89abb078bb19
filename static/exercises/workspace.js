// The link-chart workspace: reports, views of one chart, and the chosen thing; each step is saved.

import { SaveQueue } from "../components/save_queue.js";
import { afterPicture } from "./after_picture.js";
import { Apart } from "./apart.js";
import { ChartBar } from "./chart_bar.js";
import { Making } from "./chart/making.js";
import { aboutStep } from "./chart/spoken.js";
import { ChartModel } from "./chart_model.js";
import { stepsOf } from "./chart_table.js";
import { Chosen } from "./chosen.js";
import { HandIn } from "./hand_in.js";
import { Reports } from "./reports.js";
import { TitleBlock } from "./title_block.js";
import { Members, othersOf } from "./members.js";
import { Together } from "./together.js";
import { Tools } from "./tools/panel.js";
import { Views } from "./views.js";
import { ItemEditor } from "./views/item_editor.js";
import "./countdown.js";

const space = document.querySelector("[data-workspace]");
const data = JSON.parse(document.getElementById("chart-data").textContent);
const editable = space.dataset.may === "yes";
const { attempt } = space.dataset;
const said = space.querySelector("[data-said]");
const wide = matchMedia("(min-width: 900px)");

for (const part of document.querySelectorAll("[data-only-script], [data-inspector]")) part.hidden = false;
space.classList.add("ready", "with-right");

const model = new ChartModel({ update: data.document });
const queue = editable && new SaveQueue({ owner: attempt, url: space.dataset.url, state: document.getElementById("saved"), sequence: data.sequence });

let chosen = null;
const making = new Making({ model, words: data, choose });
const shared = { model, words: data, editable, attempt, choose, say, making, reports: () => reports, chart: () => chart, compare, apart: new Apart(attempt) };
const editor = editable && new ItemEditor(document.querySelector("[data-item-editor]"), { model });
const views = new Views(space, { ...shared, edit: editor && ((id, how) => editor.open(id, how)) });
const chart = views.get("chart");
const bar = new ChartBar(space, { ...shared, chart });
const toolbox = new Tools(space, { ...shared, chosen: () => chosen, shown: (state) => views.emphasise(state) });
const reports = new Reports(space.querySelector("[data-reports]"), shared);
const panel = new Chosen(space.querySelector("[data-inspector]"), shared);
const block = new TitleBlock(space.querySelector("[data-title-block]"), shared);
const missing = document.querySelector("[data-missing]");
if (missing) new HandIn(missing, { ...shared, queue });

const members = new Members(document.querySelector("[data-hands]"), { say });
const together = new Together({
  model, queue: queue || null, url: space.dataset.updates, presenceUrl: space.dataset.presence, sequence: data.sequence,
  onMembers: (people) => {
    members.sync(people);
    views.others(othersOf(people));
  },
  onHeard: ({ state, due_at: due }) => {
    document.querySelector("[data-closed]").hidden = state === "open" || !editable;
    const left = document.querySelector("[data-due]");
    if (left && due) left.dataset.due = due;
  },
});

// --- views ---

// The drawing needs room; on a narrow screen the table stands in for it, and the other views fit.
const tab = location.hash.slice(1);
function start() {
  const asked = views.current ?? (space.querySelector(`[data-view="${CSS.escape(tab)}"]`) ? tab : "chart");
  views.show(asked === "chart" && !wide.matches ? "table" : asked);
}
wide.addEventListener("change", start);

// --- what changed is shown everywhere ---

let changed = new Set(); // what the panels beside the picture have not shown yet; null for all

model.addEventListener("change", ({ detail }) => {
  views.sync(model, detail.touched);
  bar.sync();
  if (chosen && !model.item(chosen) && !model.groups.has(chosen)) choose(null);
  changed = changed && detail.touched && new Set([...changed, ...detail.touched]);
  afterPicture("rest", () => {
    panel.sync({ touched: changed });
    block.sync();
    toolbox.sync(model);
    reports.sync();
    changed = new Set();
  });
  if (detail.how !== "remote") say(aboutStep(detail.steps[0], detail.how, model, data));
});

function say(text) {
  said.textContent = text;
}

/** Choose a thing; `picked` are several, `focus` goes to its panel, `reveal` brings it into view. */
function choose(id, { focus = false, picked = [], reveal = false } = {}) {
  chosen = id;
  together.choose(id);
  views.choose(id);
  if (focus) panel.show(id, { many: picked, focus });
  else afterPicture("shown", () => panel.show(id, { many: picked }));
  afterPicture("point", () => reports.point(id));
  if (reveal) chart.reveal(id);
}

/** Lay two entities side by side in the tools. */
function compare(one, other) {
  toolbox.open("same");
  toolbox.tools.same.put(one, other);
}

// --- forms of the table and of the editor ---

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-step]");
  if (!form || !editable) return;
  event.preventDefault();
  delete form.dataset.sent;
  const wanted = stepsOf(form, data, () => chart.freePlace(), model);
  if (!wanted) {
    say(said.dataset.unfit);
    const why = form.querySelector("[data-unfit]");
    if (why) why.textContent = said.dataset.unfit;
    form.querySelector('[name="target"], [name="label"]')?.focus();
    return;
  }
  form.querySelector("[data-unfit]")?.replaceChildren();
  model.act(...wanted);
  if (form.dataset.step.startsWith("add")) {
    form.reset();
    views.sync(model, null);
    form.querySelector('[name="label"], [name="source"]').focus();
  }
}, true);

await chart.dress();
start();
panel.show(null);
reports.sync();
space.dataset.started = "yes";
