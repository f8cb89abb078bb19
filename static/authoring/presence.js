// Says now and then that this page has a part open, and tells who else has it open or has saved it.

const EVERY = 20_000;

export function token() {
  return document.querySelector("meta[name=csrf-token]").content;
}

function watch(box) {
  const { url, path, version } = box.dataset;
  let last = "";

  async function ask() {
    const body = new URLSearchParams({ csrf_token: token(), path });
    let found;
    try {
      const answer = await fetch(url, { method: "POST", body });
      if (!answer.ok) return;
      found = await answer.json();
    } catch {
      return; // the network may come back; the next turn asks again
    }
    const lines = found.others.map((one) => box.dataset.open.replace("{name}", one.name));
    if (Number(version) && found.version > Number(version)) {
      lines.push(box.dataset.changed.replace("{name}", found.by));
    }
    if (lines.join("\n") === last) return;
    last = lines.join("\n");
    box.replaceChildren(
      ...lines.map((line) => {
        const note = document.createElement("p");
        note.className = "note warn";
        note.textContent = line;
        return note;
      }),
    );
  }

  ask();
  setInterval(() => {
    if (document.visibilityState === "visible") ask();
  }, EVERY);
  addEventListener("pagehide", () => {
    navigator.sendBeacon(url, new URLSearchParams({ csrf_token: token(), path, gone: "1" }));
  });
}

for (const box of document.querySelectorAll("[data-presence]")) watch(box);
