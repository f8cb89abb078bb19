// Time left by the server's clock. Five minutes and one minute before the end it is read out, politely;
// at the end what is saved is handed in.

import { digits } from "../components/digits.js";

const MINUTE = 60_000;
const AGAIN = 5_000;

/** @param {{onOver: () => Promise<boolean>}} options `onOver` is asked again until it gives true. */
export function startClock({ onOver }) {
  const left = document.querySelector("[data-due]");
  if (!left) return null;
  const told = document.querySelector("[data-time-told]");
  let due = Date.parse(left.dataset.due);
  let offset = Date.parse(left.dataset.now) - Date.now();
  // the smallest warning that lies behind; a page that is opened late does not say the earlier ones
  let passed = 0;
  let over = false;

  function warn(rest) {
    const step = rest <= MINUTE ? 1 : rest <= 5 * MINUTE ? 5 : Infinity;
    if (step < passed) told.textContent = step === 1 ? told.dataset.one : told.dataset.five;
    passed = step;
  }

  async function end() {
    over = true;
    told.textContent = told.dataset.over;
    if (!(await onOver())) setTimeout(() => {
      over = false;
    }, AGAIN);
  }

  function tick() {
    const rest = due - (Date.now() + offset);
    left.textContent = rest > 0 ? left.dataset.words.replace("{minutes}", digits(Math.ceil(rest / MINUTE))) : left.dataset.over;
    left.classList.toggle("soon", rest < 5 * MINUTE);
    if (rest > 0) warn(rest);
    else if (!over) end();
  }

  tick();
  setInterval(tick, 1000);
  return {
    /** The deadline may have been moved, and the server's clock is the one that counts. */
    set(newDue, now) {
      offset = Date.parse(now) - Date.now();
      if (newDue) due = Date.parse(newDue);
      tick();
    },
  };
}
