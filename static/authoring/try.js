// The try beside a question's form: shown as typed and marked by the server, without leaving the page.

import { dress } from "../exercises/questions.js";

const form = document.getElementById("question");
const box = form?.querySelector("[data-trial]");

function dressAll() {
  for (const section of box.querySelectorAll("[data-question]")) dress(section);
}

async function ask(act) {
  const body = new FormData(form);
  body.set("act", act);
  if (act !== "try") body.delete("seed");
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.try, { method: "POST", body });
    if (answer.ok) {
      box.innerHTML = await answer.text(); // our own page, rendered and sanitised by the server
      dressAll();
    }
  } finally {
    box.removeAttribute("aria-busy");
  }
}

if (form) {
  dressAll();
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show], [data-mark]");
    if (!button) return;
    event.preventDefault();
    ask("mark" in button.dataset ? "try" : "show");
  });
}
