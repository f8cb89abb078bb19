// The name as on the paper, drawn anew a moment after typing stops. Without this script the button does it.
const inputs = new Map([...document.querySelectorAll("[data-name]")].map((input) => [input.dataset.name, input]));
const problem = document.querySelector("[data-problem]");
document.querySelector("[data-look]")?.setAttribute("hidden", "");

let timer;
let round = 0;

async function draw() {
  const mine = ++round;
  const latin = inputs.get("latin").value;
  const local = inputs.get("local").value;
  let said = "";
  for (const image of document.querySelectorAll("[data-picture]")) {
    const part = image.dataset.picture;
    const address = new URL(image.dataset.address, location.href);
    address.search = new URLSearchParams({ part, latin, local }).toString();
    const answer = await fetch(address).catch(() => null);
    if (mine !== round) return;
    const box = image.closest("p");
    if (answer?.ok) {
      image.src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
      image.alt = image.dataset.alt.replace("{name}", inputs.get(part).value);
      box.hidden = false;
    } else {
      box.hidden = true;
      if (answer?.status === 422) said = await answer.text();
    }
  }
  problem.textContent = said ? `${problem.dataset.problem} ${said}` : "";
  problem.hidden = !said;
}

for (const input of inputs.values()) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 500);
  });
}
