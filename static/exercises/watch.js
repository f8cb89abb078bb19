// The room's table, fetched again each few seconds while the page is seen. 304: nothing changed, nothing is touched.

const EVERY = 5000;
const box = document.querySelector("[data-watch]");
const stale = document.querySelector("[data-watch-stale]");
let tag = "";

async function look() {
  const headers = { Accept: "text/html" };
  if (tag) headers["If-None-Match"] = tag;
  const answer = await fetch(box.dataset.watch, { headers, credentials: "same-origin", cache: "no-store", redirect: "error" });
  if (answer.status === 304) return;
  if (!answer.ok) throw new Error(String(answer.status));
  tag = answer.headers.get("ETag") ?? "";
  show(await answer.text());
}

// who stands on a button keeps standing on it
function show(html) {
  const href = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const scroll = box.querySelector(".scroll")?.scrollLeft ?? 0;
  box.innerHTML = html;
  const region = box.querySelector(".scroll");
  if (region) region.scrollLeft = scroll;
  if (href) box.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

async function turn() {
  if (document.visibilityState === "visible") {
    try {
      await look();
      stale.hidden = true;
    } catch {
      stale.hidden = false;
    }
  }
  setTimeout(turn, EVERY);
}

setTimeout(turn, EVERY);
