// Tells the trainer's room that this page is there, and at which question. Nothing hangs on it: a lost beat is no fault.

const EVERY = 20_000;

/** @param {{url: string, csrf: string, where: () => {place: number, unsent: number}, onHeard: (heard: object) => void}} options
 *  `onHeard` gets what the server says back: the state, the deadline, and what a trainer did. */
export function startPresence({ url, csrf, where, onHeard }) {
  const beat = async () => {
    try {
      const answer = await fetch(url, {
        method: "POST",
        keepalive: true,
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify(where()),
      });
      if (answer.ok) onHeard(await answer.json());
    } catch {
      // the next beat comes
    }
  };
  beat();
  setInterval(() => document.visibilityState === "visible" && beat(), EVERY);
  document.addEventListener("visibilitychange", beat);
}
