// The jump box: Ctrl K or the field in the bar opens it over the page; without scripts it is a page.
// What is found comes from the server, which finds only what its person may see.

const opener = document.querySelector("[data-jump]");
const WAIT = 150;

function build() {
  const dialog = document.createElement("dialog");
  dialog.className = "jump";
  dialog.setAttribute("aria-label", opener.dataset.label);
  const input = document.createElement("input");
  input.type = "search";
  input.className = "in";
  input.dir = "auto";
  input.autocomplete = "off";
  input.setAttribute("aria-label", opener.dataset.label);
  const results = document.createElement("div");
  results.setAttribute("role", "status");
  dialog.append(input, results);
  document.body.append(dialog);
  return { dialog, input, results };
}

function links(results) {
  return [...results.querySelectorAll("a")];
}

function walk(event, input, results) {
  const found = links(results);
  const at = found.indexOf(document.activeElement);
  if (event.key === "ArrowDown") (found[at + 1] ?? found[0])?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? found[at - 1] : input).focus();
  else if (event.key === "Enter" && at < 0) found[0]?.click();
  else return;
  event.preventDefault();
}

function start() {
  const { dialog, input, results } = build();
  let timer = null;
  let asked = 0;
  async function ask() {
    const number = (asked += 1);
    const answer = await fetch(`/jump?part=1&q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...page.body.childNodes);
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  dialog.addEventListener("keydown", (event) => walk(event, input, results));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey && event.isTrusted) return;
    event.preventDefault();
    dialog.showModal();
    input.select();
    ask();
  });
}

if (opener && "HTMLDialogElement" in window) start();
