// The picture comes first: what stands beside it follows in the moment after the frame is painted.

const LATEST = 120; // ms; a page in the background paints nothing

const waiting = new Map();

/** Do this once the picture is painted. Of several works of one name only the last is done. */
export function afterPicture(name, work) {
  if (!waiting.size) {
    requestAnimationFrame(() => setTimeout(workOff));
    setTimeout(workOff, LATEST);
  }
  waiting.set(name, work);
}

function workOff() {
  const works = [...waiting.values()];
  waiting.clear();
  for (const work of works) work();
}
