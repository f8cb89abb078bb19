// Typing papers back: Enter goes on, a letter that is all an answer needs goes on by itself, Ctrl+Enter keeps the paper.

const form = document.querySelector("[data-typing]");
const fields = form ? [...form.querySelectorAll("input[type=text], textarea")] : [];
for (const one of document.querySelectorAll("[data-only-script]")) one.hidden = false;

(fields.find((one) => one.getAttribute("aria-invalid")) ?? fields[0])?.focus();

function on(field) {
  const next = fields[fields.indexOf(field) + 1];
  if (next) next.focus();
  else form.querySelector("button").focus();
}

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.target.matches("input[type=text]")) {
    event.preventDefault();
    on(event.target);
  }
});

form?.addEventListener("input", (event) => {
  const letters = Number(event.target.dataset.letters);
  if (letters && event.target.value.length === letters && !event.isComposing) on(event.target);
});

document.querySelector("[data-person] select")?.addEventListener("change", (event) => event.target.form.requestSubmit());
