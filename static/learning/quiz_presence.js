// Tells the trainer's room that this page is there, and at which question. Nothing hangs on it: a lost beat is no fault.

const EVERY = 20_000;

/** @param {{url: string, csrf: string, where: () => {place: number, unsent: number}}} options */
export function startPresence({ url, csrf, where }) {
  const beat = () => {
    fetch(url, {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify(where()),
    }).catch(() => {});
  };
  beat();
  setInterval(() => document.visibilityState === "visible" && beat(), EVERY);
  document.addEventListener("visibilitychange", beat);
}
