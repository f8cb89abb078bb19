// The page for new sessions answers each change: dates, codes and rooms are asked of the server,
// which gives the whole page; only what comes out of it is put in. Without this script a button does it.
const form = document.querySelector("[data-making]");
const outcome = document.getElementById("outcome");
const WAIT = 250;
let timer = 0;
let asked = 0;

async function show() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("act", "show");
  const answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("outcome");
  if (!fresh) return;
  outcome.replaceChildren(...fresh.childNodes);
  for (const help of page.querySelectorAll(".tranche .help")) {
    const here = document.getElementById(help.id);
    if (here) here.textContent = help.textContent;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => show().catch(() => {}), WAIT);
}

if (form && outcome) {
  for (const button of form.querySelectorAll("[data-plain]")) button.hidden = true;
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-reload]")) {
      form.noValidate = true;
      form.requestSubmit(form.querySelector('[name="act"][value="show"]'));
    } else if (!outcome.contains(field)) {
      later();
    }
  });
}
