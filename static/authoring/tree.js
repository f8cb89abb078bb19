// The order of modules, lessons and questions: by drag with mouse or finger, and by Alt with the arrow keys.
// The buttons beside each part do the same without this script.

import { followPointer } from "../components/drag.js";
import { token } from "./presence.js";

const tree = document.querySelector("[data-tree]");
const told = tree?.querySelector("[data-tree-told]");

async function save(list, item) {
  const body = new URLSearchParams({
    csrf_token: token(),
    to: [...list.children].indexOf(item),
  });
  if (tree.dataset.act) {
    body.set("act", tree.dataset.act);
    body.set("key", item.dataset.item);
    if (item.dataset.from !== undefined) body.set("section", list.dataset.section);
  } else {
    body.set("kind", list.dataset.list);
    body.set("name", item.dataset.item);
    body.set("module", item.dataset.from ?? list.dataset.module ?? "");
    if (list.dataset.module) body.set("target", list.dataset.module);
  }
  const answer = await fetch(tree.dataset.url, {
    method: "POST",
    body,
    headers: { accept: "application/json" },
  }).catch(() => null);
  if (told) told.textContent = answer?.ok ? tree.dataset.moved : tree.dataset.failed;
  // a part in another list, and a refusal, change more than the order: the page is made anew
  if (answer?.ok && item.dataset.from === undefined) return;
  if (item.id) history.replaceState(null, "", `#${item.id}`);
  location.reload();
}

/** Which list a part comes from, as the server names it. */
function home(list) {
  return list.dataset.module ?? list.dataset.section ?? "";
}

function lists(kind) {
  return [...tree.querySelectorAll(`[data-list="${kind}"]`)];
}

function drag(grip) {
  const item = grip.closest("[data-item]");
  const kind = item.parentElement.dataset.list;
  const start = item.parentElement;
  grip.addEventListener("pointerdown", (down) => {
    item.classList.add("dragged");

    function move(event) {
      const under = document.elementFromPoint(event.clientX, event.clientY);
      const other = under?.closest("[data-item]");
      const list = other?.parentElement ?? under?.closest(`[data-list="${kind}"]`);
      if (list?.dataset.list !== kind || other === item) return;
      if (!other) {
        if (!list.children.length) list.append(item);
        return;
      }
      const box = other.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) other.before(item);
      else other.after(item);
    }

    function end() {
      item.classList.remove("dragged");
      const list = item.parentElement;
      if (list !== start) item.dataset.from = home(start);
      save(list, item);
    }

    followPointer(tree, down, { move, end });
  });
}

/** One up or down in its list; beyond its end, into the list before or behind. */
function step(item, up) {
  const list = item.parentElement;
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (other) {
    if (up) other.before(item);
    else other.after(item);
    return true;
  }
  const all = lists(list.dataset.list);
  const next = all[all.indexOf(list) + (up ? -1 : 1)];
  if (!next) return false;
  item.dataset.from = home(list);
  if (up) next.append(item);
  else next.prepend(item);
  return true;
}

/** The form that moves a question elsewhere, with this question chosen. */
function choosePlace(name) {
  const form = tree.querySelector("form[data-places]");
  if (!form) return;
  form.elements.namedItem("key").value = name;
  form.elements.namedItem("target").focus();
}

function keys(event) {
  const item = event.altKey && event.target.closest("[data-item]");
  if (!item) return;
  if (event.code === "KeyM") {
    event.preventDefault();
    choosePlace(item.dataset.item);
  } else if (["ArrowUp", "ArrowDown"].includes(event.key)) {
    const focused = event.target;
    if (!step(item, event.key === "ArrowUp")) return;
    event.preventDefault();
    focused.focus();
    save(item.parentElement, item);
  }
}

if (tree) {
  for (const grip of tree.querySelectorAll("[data-grip]")) {
    if (lists(grip.closest("[data-list]").dataset.list).some((list) => list.children.length > 1)) {
      grip.hidden = false;
      drag(grip);
    }
  }
  tree.addEventListener("keydown", keys);
  for (const button of tree.querySelectorAll("[data-place]")) {
    button.hidden = !tree.querySelector("form[data-places]");
    button.addEventListener("click", () => choosePlace(button.dataset.place));
  }
  const hint = tree.querySelector("[data-tree-hint]");
  if (hint) hint.hidden = false;
}
