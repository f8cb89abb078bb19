// The revocation pack: what no longer stands, as of a date, in a signed note. Lines below the first
// three are JSON, one certificate each: serial, state, day, reason and its code, the serial that
// took its place, and its own place in the status lists.
import { NotAProof, openNote } from "./register.js";

const FORM = "concord/revocation-pack@v1";

/** The pack, once a pinned key has signed it under the installation's name. Throws NotAProof. */
export function openPack(data, keys) {
  const { text } = openNote(data, keys);
  const [form, origin, dated, ...lines] = text.slice(0, -1).split("\n");
  const [, asOf] = /^as-of (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(dated ?? "") ?? [];
  if (form !== FORM || !origin || !asOf) throw new NotAProof("no revocation pack");
  const [out, byPlace] = [new Map(), new Map()];
  for (const line of lines) {
    const one = entry(line);
    out.set(one.serial, one);
    if (one.place) byPlace.set(one.place, one);
  }
  return { origin, asOf, out, byPlace };
}

function entry(line) {
  try {
    const { serial, state, on, reason = "", by = "", code = "", place = "" } = JSON.parse(line);
    if (typeof serial === "string" && ["revoked", "superseded", "void"].includes(state) && typeof on === "string") {
      return { serial, state, on, reason: String(reason), by: String(by), code: String(code), place: String(place) };
    }
  } catch (error) {
    // falls through to the refusal
  }
  throw new NotAProof("no revocation pack");
}
