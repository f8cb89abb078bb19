// What happened at a ceremony, folded as lms/ceremony/rules/marks.py folds it; a test holds both together.
// Events are {uuid, sequence, kind, payload}; those that the server does not have yet have no place in its
// sequence and come last, in the order in which they were made.

const MARKS = new Set(["collected", "absent", "posted"]);

/** The state that events lead to: who is called, which item runs, the mark of each paper. */
export function fold(events) {
  const undone = new Set(events.filter((one) => one.kind === "undone").map((one) => one.payload.undoes));
  const hall = { current: null, item: "", marks: new Map(), called: new Set(), counted: null, undoable: null };
  for (const one of events) {
    if (one.kind === "undone" || undone.has(one.uuid)) continue;
    hall.undoable = one.uuid;
    const who = one.payload.enrolment ?? null;
    if (one.kind === "item") {
      hall.item = one.payload.item ?? "";
      hall.current = null;
    } else if (one.kind === "counted") hall.counted = one.payload.left ?? 0;
    else if (one.kind === "called") {
      hall.current = who;
      if (who) hall.called.add(who);
    } else if (who && MARKS.has(one.kind)) hall.marks.set(who, one.kind);
  }
  return hall;
}

/** Who is called next: the next in the order without a mark, else one before; null: nobody. */
export function following(order, hall) {
  const place = order.indexOf(hall.current);
  const ring = [...order.slice(place + 1), ...order.slice(0, Math.max(place, 0))];
  return ring.find((id) => !hall.marks.has(id)) ?? null;
}

/** Who stands before the one who is called; the last where nobody is. */
export function preceding(order, hall) {
  const place = order.indexOf(hall.current);
  if (place < 0) return hall.called.size ? order.at(-1) ?? null : null;
  return place ? order[place - 1] : null;
}

/** Figures of the stack: of those whose paper the print file holds. */
export function figures(stack, hall) {
  const count = (mark) => stack.filter((id) => hall.marks.get(id) === mark).length;
  const [collected, absent, posted] = ["collected", "absent", "posted"].map(count);
  return { printed: stack.length, collected, absent, posted, left: stack.length - collected - absent - posted };
}
