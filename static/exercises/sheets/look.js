// Looking into the calls without a new page: links and filters of [data-look] bring only that part, and the address follows.

const REGION = "[data-look]";

async function bring(address) {
  const old = document.querySelector(REGION);
  old.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const fresh = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(REGION);
    if (!fresh) throw new Error("another page");
    history.replaceState(null, "", address);
    old.replaceWith(fresh);
    fresh.querySelector("#look-h").focus({ preventScroll: true });
  } catch {
    location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${REGION} a[href]`);
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  bring(link.href);
});
document.addEventListener("submit", (event) => {
  const filter = event.target.closest(`${REGION} form`);
  if (!filter) return;
  event.preventDefault();
  const fields = [...new FormData(filter)].filter(([, value]) => value !== "");
  bring(`${location.pathname}?${new URLSearchParams(fields)}`);
});
