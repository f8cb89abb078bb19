// Small helps of every page: menus that close, buttons that need a script, errors that take the focus.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const jump = document.querySelector("[data-jump]");
    if (jump) {
      event.preventDefault();
      jump.click();
    }
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// "copy as message": data-copy names the element whose text goes to the clipboard.
// navigator.clipboard is absent over plain HTTP, so the old command is the second way.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const text = source.value ?? source.textContent;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyBySelection(source);
    if (button.dataset.done) button.textContent = button.dataset.done;
  });
}

function copyBySelection(source) {
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
  document.execCommand("copy");
}

// A choice that acts at once, such as a filter: the form's own button stays for pages without scripts.
for (const input of document.querySelectorAll("[data-auto-submit]")) {
  input.addEventListener("change", () => input.form.requestSubmit());
}

// The check box in the head of a table chooses all rows below it.
for (const all of document.querySelectorAll("[data-check-all]")) {
  all.hidden = false;
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.checkAll}"]:not(:disabled)`);
  all.addEventListener("change", () => {
    for (const box of boxes()) {
      box.checked = all.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// One click, one act: a second press of the same button while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.querySelector("[data-focus]")?.focus();

// A frame that scrolls can be reached by keyboard.
for (const frame of document.querySelectorAll(".scroll:not([tabindex])")) {
  if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
}

// On a narrow screen the tabs scroll: the present one is brought into view.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
