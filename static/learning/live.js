// A question on the wall: the page asks where it stands and loads anew when that changes.

import { digits } from "../components/digits.js";

const live = document.querySelector("[data-live]");
const count = document.querySelector("[data-answers]");
const EVERY = Number(live.dataset.every);
const LONGEST = 20000;
let wait = EVERY;
let timer = null;

async function ask() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(live.dataset.url, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    if ((now.id ?? "") !== live.dataset.id || (now.phase ?? "") !== live.dataset.phase) {
      location.replace(location.pathname);
      return;
    }
    if (count) count.textContent = digits(now.answers);
    wait = EVERY;
  } catch {
    wait = Math.min(wait * 2, LONGEST);
  }
  timer = setTimeout(ask, wait);
}

document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
timer = setTimeout(ask, wait);
