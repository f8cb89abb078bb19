// Draws the paper again as the design is being typed. Without this script the saved state stands there.

const WAIT = 900;
const form = document.getElementById("design");
const image = document.getElementById("look");
const said = document.getElementById("look-said");
const faults = document.getElementById("look-faults");
const kind = document.getElementById("look-paper");
let timer = 0;
let turn = 0;

function tell(found) {
  faults.replaceChildren(
    ...found.map(({ text }) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
}

function asAddress(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.readAsDataURL(blob);
  });
}

async function draw() {
  const mine = ++turn;
  const typed = new FormData(form);
  typed.set("paper", kind.value);
  said.textContent = said.dataset.drawing;
  try {
    const answer = await fetch(form.dataset.look, { method: "POST", body: typed });
    if (mine !== turn) return;
    if (answer.status === 422) {
      tell((await answer.json()).faults);
      said.textContent = "";
    } else if (answer.ok) {
      tell([]);
      image.src = await asAddress(await answer.blob());
      said.textContent = said.dataset.drawn;
    } else {
      said.textContent = said.dataset.failed;
    }
  } catch {
    if (mine === turn) said.textContent = said.dataset.failed;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
}

form.addEventListener("input", soon);
kind.addEventListener("change", draw);
