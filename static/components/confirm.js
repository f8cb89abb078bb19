// Lifts a <details data-confirm> into a dialog: the same form, the same words, in the middle of the page.

function lift(details) {
  const box = details.querySelector(".box");
  const dialog = document.createElement("dialog");
  const title = box.querySelector("h2");
  title.id ||= `confirm-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  dialog.setAttribute("aria-labelledby", title.id);
  box.classList.remove("box");
  details.after(dialog);
  dialog.append(box);

  const summary = details.querySelector("summary");
  const button = document.createElement("button");
  button.type = "button";
  button.className = summary.className;
  button.append(...summary.childNodes);
  button.setAttribute("aria-haspopup", "dialog");
  details.replaceWith(button);

  button.addEventListener("click", () => dialog.showModal());
  for (const close of box.querySelectorAll("[data-close]")) {
    close.hidden = false;
    close.addEventListener("click", () => dialog.close());
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => button.focus());
  if (box.querySelector(".err")) dialog.showModal();
}

if ("HTMLDialogElement" in window) {
  for (const details of document.querySelectorAll("details[data-confirm]")) lift(details);
}
