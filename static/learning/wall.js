// A lesson on the wall: one section a screen, by arrow keys or a presenter's buttons; type that fits.

import { digits } from "../components/digits.js";

const wall = document.querySelector("[data-wall]");
const screens = [...document.querySelectorAll("[data-screen]")];
const where = document.querySelector("[data-where]");
const buttons = [...document.querySelectorAll("[data-walk]")];
const full = document.querySelector("[data-full]");
const SMALLEST = 0.65;
let at = Math.min(screens.length - 1, Math.max(0, Number(location.hash.slice(1)) - 1 || 0));

/** Smaller type where a section is longer than the screen; below a limit it scrolls. */
function fit(screen) {
  const part = screen.querySelector(".fit");
  if (!part) return;
  for (let size = 1; size >= SMALLEST; size -= 0.05) {
    part.style.setProperty("font-size", `${size}em`);
    if (screen.scrollHeight <= screen.clientHeight + 1) return;
  }
}

function show(number) {
  at = Math.min(screens.length - 1, Math.max(0, number));
  screens.forEach((screen, other) => {
    screen.hidden = other !== at;
  });
  fit(screens[at]);
  screens[at].scrollTop = 0;
  where.textContent = where.dataset.words.replace("{at}", digits(at + 1)).replace("{of}", digits(screens.length));
  buttons[0].disabled = at === 0;
  buttons[1].disabled = at === screens.length - 1;
  history.replaceState(null, "", `#${at + 1}`);
}

const rtl = document.documentElement.dir === "rtl";
const steps = {
  ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 1, ArrowUp: -1,
  PageDown: 1, PageUp: -1, " ": 1, Home: -Infinity, End: Infinity,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select, video, audio")) return;
  if (event.key === " " && event.target.closest("button, a")) return;
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  show(at + step);
});
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => show(at + Number(button.dataset.walk)));
}
if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
}
addEventListener("resize", () => fit(screens[at]));
for (const image of wall.querySelectorAll("img")) {
  image.loading = "eager";
  image.addEventListener("load", () => fit(screens[at]));
}
wall.dataset.started = "yes";
show(at);
