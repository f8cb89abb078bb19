// Follows long work: asks for its progress, moves the line, loads the page again at the end.
// Where the page has [data-job-said], what the answer says stands there in words.

import { digits } from "./digits.js";

const FIRST_WAIT = 700;
const LONGEST_WAIT = 5000;

async function follow(line) {
  const bar = line.querySelector("progress");
  const count = line.querySelector("[data-job-count]");
  let wait = FIRST_WAIT;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 1.3, LONGEST_WAIT);
    const job = await ask(line.dataset.job);
    if (!job) continue;
    if (!["waiting", "running"].includes(job.state)) {
      location.reload();
      return;
    }
    const said = document.querySelector("[data-job-said]");
    if (said && job.said) said.textContent = job.said;
    if (job.total) {
      bar.max = job.total;
      bar.value = job.done;
      count.textContent = line.dataset.count.replace("{done}", digits(job.done)).replace("{of}", digits(job.total));
    }
  }
}

async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

for (const line of document.querySelectorAll("[data-job]")) follow(line);
