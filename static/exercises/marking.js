// Marking with the keyboard: Ctrl+Enter keeps it, N and P go to the next and the previous answer.

const form = document.querySelector("[data-marking]");
for (const one of document.querySelectorAll("[data-only-script]")) one.hidden = false;

const first = form.querySelector("[aria-invalid]") ?? form.querySelector("input[inputmode]");
first?.focus();
first?.select();

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const way = { n: "[data-after]", p: "[data-before]" }[event.key.toLowerCase()];
  if (way) document.querySelector(way)?.click();
});
