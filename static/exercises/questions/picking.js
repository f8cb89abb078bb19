// Picking by thumb: before each select stands a button with the whole text of what is chosen; it opens a list.

let dialog = null;
let open = null;

function frame() {
  dialog = document.createElement("dialog");
  dialog.className = "picker";
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("close", () => open?.button.focus());
  document.body.append(dialog);
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const choices = [...dialog.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  choices.at((at + step + choices.length) % choices.length).focus();
}

function choice(select, option) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "opt";
  button.textContent = option.value ? option.text : select.dataset.pickNone;
  button.setAttribute("aria-pressed", String(option.selected));
  button.classList.toggle("on", option.selected && option.value !== "");
  button.addEventListener("click", () => {
    select.value = option.value;
    show(select);
    dialog.close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

function ask(select, button) {
  if (!dialog) frame();
  open = { select, button };
  const title = document.createElement("h2");
  title.id = "picker-title";
  title.textContent = select.labels[0].textContent;
  const list = document.createElement("div");
  list.className = "choices";
  list.append(...[...select.options].filter((one) => one.value || select.value).map((one) => choice(select, one)));
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.replaceChildren(title, list);
  dialog.showModal();
  (dialog.querySelector("[aria-pressed=true]") ?? dialog.querySelector("button")).focus();
}

function show(select) {
  const button = select.previousElementSibling;
  button.textContent = select.value ? select.selectedOptions[0].text : select.dataset.pick;
  button.classList.toggle("on", Boolean(select.value));
}

/** Show what the selects of a section stand at. */
export function showPicks(section) {
  for (const select of section.querySelectorAll("select[data-pick][hidden]")) show(select);
}

export function dressPicks(section) {
  if (!("HTMLDialogElement" in window)) return;
  for (const select of section.querySelectorAll("select[data-pick]")) {
    const button = document.createElement("button");
    const label = select.labels[0];
    button.type = "button";
    button.className = "pick";
    button.id = `${select.id}-pick`;
    label.id = `${select.id}-label`;
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-labelledby", `${label.id} ${button.id}`);
    button.addEventListener("click", () => ask(select, button));
    select.before(button);
    select.hidden = true;
    show(select);
  }
}
