// Time left by the server's clock: the page says what the server's time was when it was made.

import { digits } from "../components/digits.js";

const MINUTE = 60_000;

for (const left of document.querySelectorAll("[data-due]")) {
  const offset = Date.parse(left.dataset.now) - Date.now();
  const show = () => {
    const rest = Date.parse(left.dataset.due) - (Date.now() + offset);
    left.textContent = rest > 0 ? left.dataset.words.replace("{minutes}", digits(Math.ceil(rest / MINUTE))) : left.dataset.over;
    left.classList.toggle("soon", rest < 5 * MINUTE);
  };
  show();
  setInterval(show, 10_000);
}
