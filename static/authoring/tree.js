// The order of modules, lessons and questions: by drag with mouse or finger, and by Alt with the arrow keys.
// The buttons beside each part do the same without this script.

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
  // a lesson in another module, and a refusal, change more than the order: the page is made anew
  if (!answer?.ok || item.dataset.from) location.reload();
}

function lists(kind) {
  return [...tree.querySelectorAll(`[data-list="${kind}"]`)];
}

function drag(grip) {
  const item = grip.closest("[data-item]");
  const kind = item.parentElement.dataset.list;
  const home = item.parentElement;
  grip.addEventListener("pointerdown", (down) => {
    down.preventDefault();
    item.classList.add("dragged");

    function follow(event) {
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

    // on the window: a part that moves in the page loses its hold of the pointer
    const ends = new AbortController();
    function drop() {
      ends.abort();
      item.classList.remove("dragged");
      const list = item.parentElement;
      if (list !== home) item.dataset.from = home.dataset.module;
      save(list, item);
    }

    addEventListener("pointermove", follow, { signal: ends.signal });
    addEventListener("pointerup", drop, { signal: ends.signal });
    addEventListener("pointercancel", drop, { signal: ends.signal });
  });
}

function keys(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const item = event.target.closest("[data-item]");
  const other = event.key === "ArrowUp" ? item?.previousElementSibling : item?.nextElementSibling;
  if (!other) return;
  event.preventDefault();
  if (event.key === "ArrowUp") other.before(item);
  else other.after(item);
  event.target.focus();
  save(item.parentElement, item);
}

if (tree) {
  for (const grip of tree.querySelectorAll("[data-grip]")) {
    if (lists(grip.closest("[data-list]").dataset.list).some((list) => list.children.length > 1)) {
      grip.hidden = false;
      drag(grip);
    }
  }
  tree.addEventListener("keydown", keys);
  const hint = tree.querySelector("[data-tree-hint]");
  if (hint) hint.hidden = false;
}
