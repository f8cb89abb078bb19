// The sum of the quotas against the seats of the session, while they are typed.

import { digits } from "../components/digits.js";

const form = document.querySelector("[data-quotas]");
const output = form.querySelector("output");
const capacity = Number(form.dataset.capacity);

/** What an agency's field adds: its number, or what the agency uses where it has no quota. */
function seatsOf(input) {
  const typed = input.value.trim();
  return typed === "" ? Number(input.dataset.used) : Number(typed) || 0;
}

function show() {
  const sum = [...form.querySelectorAll("input[data-used]")].reduce((all, input) => all + seatsOf(input), 0);
  const left = capacity - sum;
  const text = left < 0 ? output.dataset.over : left > 0 ? output.dataset.left : output.dataset.even;
  output.textContent = text.replace("{sum}", digits(sum)).replace("{n}", digits(Math.abs(left)));
  output.classList.toggle("over", left < 0);
}

form.addEventListener("input", show);
