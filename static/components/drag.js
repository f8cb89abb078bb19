// A thing that is dragged by its grip and moved in the page meanwhile. An element that is put elsewhere in the
// page loses its hold on the pointer, so `holder`, which stays where it is, holds it.
//
//   grip.addEventListener("pointerdown", (event) => followPointer(list, event, { move: ({ clientY }) => ..., end: () => ... }));

export function followPointer(holder, down, { move, end }) {
  down.preventDefault();
  holder.setPointerCapture(down.pointerId);
  const over = new AbortController();
  const listen = (name, act) => holder.addEventListener(name, (event) => {
    if (event.pointerId === down.pointerId) act(event);
  }, { signal: over.signal });
  listen("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) {
    listen(name, () => {
      over.abort();
      end();
    });
  }
}
