// The name as on the paper, drawn anew a moment after typing stops. Without this script the button does it.
const inputs = new Map([...document.querySelectorAll("[data-name]")].map((input) => [input.dataset.name, input]));
const problem = document.querySelector("[data-problem]");
const token = document.querySelector('meta[name="csrf-token"]').content;
document.querySelector("[data-look]")?.setAttribute("hidden", "");

let timer;
let round = 0;

async function draw() {
  const mine = ++round;
  const body = new URLSearchParams({ latin: inputs.get("latin").value, local: inputs.get("local").value });
  const headers = { "X-CSRFToken": token };
  const answer = await fetch(problem.dataset.address, { method: "POST", body, headers }).catch(() => null);
  if (mine !== round || !answer || ![200, 422].includes(answer.status)) return;
  const drawn = await answer.json();
  for (const image of document.querySelectorAll("[data-picture]")) {
    const part = image.dataset.picture;
    if (drawn[part]) {
      image.src = drawn[part];
      image.alt = image.dataset.alt.replace("{name}", inputs.get(part).value);
    }
    image.closest("p").hidden = !drawn[part];
  }
  problem.textContent = drawn.problem ? `${problem.dataset.problem} ${drawn.problem}` : "";
  problem.hidden = !drawn.problem;
}

for (const input of inputs.values()) {
  input.addEventListener("input", () => {
    document.getElementById("name_is_right").checked = false; // what was right is another name now
    clearTimeout(timer);
    timer = setTimeout(draw, 500);
  });
}
