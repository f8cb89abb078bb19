// The meaning of a term beside its word: on hover, on focus and on tap. Escape closes it.

const box = document.querySelector("[data-gloss]");
let open = null;
let timer = null;

function show(term) {
  clearTimeout(timer);
  const word = document.getElementById(`term-${term.dataset.term}`);
  const meaning = document.getElementById(`term-${term.dataset.term}-is`);
  if (!word || !meaning) return;
  const name = document.createElement("b");
  name.textContent = word.textContent;
  const all = document.createElement("a");
  all.href = box.dataset.all;
  all.textContent = box.dataset.words;
  const says = document.createElement("div");
  says.textContent = meaning.textContent;
  const list = word.closest("dl");
  for (const part of [name, says]) {
    part.lang = list.lang;
    part.dir = list.dir;
  }
  box.replaceChildren(name, says, all);
  box.hidden = false;
  open = term;
  place(term);
}

function place(term) {
  const at = term.getClientRects()[0];
  const { width, height } = box.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = Math.min(Math.max(16, at.left), room - width - 16);
  const below = at.bottom + 6 + height < innerHeight;
  box.style.setProperty("left", `${left + scrollX}px`);
  box.style.setProperty("top", `${(below ? at.bottom + 6 : at.top - height - 6) + scrollY}px`);
}

function hide() {
  clearTimeout(timer);
  box.hidden = true;
  open = null;
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(hide, 300);
}

const terms = document.querySelectorAll("a.term");
let tappedOpen = null;
for (const term of terms) {
  term.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") show(term);
  });
  term.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== term) hideSoon();
  });
  term.addEventListener("pointerdown", () => {
    tappedOpen = open;
  });
  term.addEventListener("focus", () => show(term));
  term.addEventListener("blur", (event) => {
    if (!box.contains(event.relatedTarget)) hideSoon();
  });
  term.addEventListener("click", (event) => {
    event.preventDefault();
    if (event.detail && tappedOpen === term && event.pointerType !== "mouse") hide();
    else show(term);
  });
}
box?.addEventListener("pointerenter", () => clearTimeout(timer));
box?.addEventListener("pointerleave", () => {
  if (document.activeElement !== open) hideSoon();
});
box?.addEventListener("focusout", (event) => {
  if (!box.contains(event.relatedTarget)) hideSoon();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  if (box.contains(document.activeElement)) open.focus();
  hide();
});
document.addEventListener("click", (event) => {
  if (open && !event.target.closest("a.term, [data-gloss]")) hide();
});
