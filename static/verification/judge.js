// What a text, a code or a file is worth, judged by pinned keys and a dated pack alone. No network.
import { unbase64 } from "./bytes.js";
import { embeddedTexts, opening } from "./attached.js";
import { openPack } from "./pack.js";
import { looksLikeParts, readParts } from "./parts.js";
import { NotAProof, UnknownKey, checkProof, readVkey } from "./register.js";
import { Refused, looksLikeStatement, readStatement } from "./statement.js";

const DAY = 86_400_000;
const PROOF = "c2sp.org/tlog-proof@v1";

/** What this page was built to trust: see lms/verification/formats.py. Throws if its pack is false. */
export function trustFrom(told) {
  const vkeys = (lines) => lines.map(readVkey).filter(Boolean);
  const trust = {
    base: told.base,
    name: told.name,
    demonstration: told.demonstration,
    statementKeys: new Map(told.statementKeys.map(({ id, key }) => [id, unbase64(key)])),
    logKeys: vkeys(told.logKeys),
    packKeys: vkeys(told.packKeys),
    credentialKeys: new Map((told.credentialKeys ?? []).map(({ id, key }) => [id, unbase64(key)])),
    pack: null,
  };
  if (told.pack) trust.pack = readPack(told.pack, trust);
  return trust;
}

/** A pack that belongs to this page. Throws NotAProof. */
export function readPack(data, trust) {
  const pack = openPack(data, trust.packKeys);
  if (pack.origin !== trust.base) throw new NotAProof("a pack of another installation");
  if (trust.pack && pack.asOf < trust.pack.asOf) throw new NotAProof("an older pack");
  return pack;
}

/** How old the pack is in whole days; negative where the device's clock runs behind it. */
export const ageInDays = (pack, now) => Math.floor((now - Date.parse(pack.asOf)) / DAY);

/** The verdict on what a code held or a person typed. */
export function judgeText(typed, trust, now) {
  const text = typed.trim();
  if (looksLikeParts(text)) return judgeParts(text, trust, now);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return judgeAddress(text, trust, now);
  const digits = text.replace(/[\s-]/g, "");
  return looksLikeStatement(digits) ? judgeStatement(digits, trust, now) : { verdict: "unreadable" };
}

function judgeAddress(text, trust, now) {
  if (!text.startsWith(`${trust.base}/v/`)) return { verdict: "address", address: plainAddress(text) };
  const cut = text.indexOf("#");
  if (cut < 0) return { verdict: "online_only" };
  return judgeStatement(text.slice(cut + 1), trust, now);
}

/** The address as ASCII, so that letters that only look alike show as what they are. */
function plainAddress(text) {
  try {
    const { protocol, host } = new URL(text);
    return `${protocol}//${host}`.slice(0, 120);
  } catch (error) {
    return text.slice(0, 120);
  }
}

function judgeStatement(digits, trust, now) {
  try {
    const stated = readStatement(digits, trust.statementKeys);
    return { ...standing(stated.serial, stated.expiresOn, trust, now), stated };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: { form: "unreadable", key: "unknown_key", signature: "changed" }[error.why], keyId: error.keyId };
  }
}

/** The verdict on a certificate that was shown in parts: its place in the status lists is known, its serial may not be. */
function judgeParts(text, trust, now) {
  try {
    const shown = readParts(text, trust.credentialKeys);
    const { exp, credentialStatus: status } = shown.claims;
    const list = String(status?.statusListCredential).split("/").pop();
    const expiresOn = exp ? new Date((exp - 1) * 1000).toISOString().slice(0, 10) : null;
    return { ...stands(trust.pack?.byPlace.get(`${list}/${status?.statusListIndex}`), expiresOn, now), shown: { ...shown, expiresOn } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: { form: "unreadable", key: "unknown_key" }[error.why] ?? "changed", keyId: error.keyId };
  }
}

function standing(serial, expiresOn, trust, now) {
  return stands(trust.pack?.out.get(serial), expiresOn, now);
}

function stands(out, expiresOn, now) {
  if (out) return { verdict: out.state, out };
  const today = new Date(now).toISOString().slice(0, 10);
  return { verdict: expiresOn && today > expiresOn ? "expired" : "valid" };
}

/** The verdict on a PDF: the content sealed inside, and its proof in the register. */
export async function judgeFile(bytes, trust, now) {
  const texts = await embeddedTexts(bytes);
  const opened = texts.map(opening).find(Boolean);
  if (!opened) return { verdict: "no_content" };
  const { payload } = opened;
  const stated = statedBy(payload);
  const proof = proved(texts, opened.commitment, trust);
  if (proof.unknown) return { verdict: "unknown_key", keyId: proof.unknown, stated, file: true };
  if (!proof.head) return { verdict: proof.found ? "changed" : "unproved", stated, file: true };
  return { ...standing(stated.serial, stated.expiresOn, trust, now), stated, head: proof.head, file: true };
}

function proved(texts, commitment, trust) {
  const found = texts.filter((one) => one.startsWith(PROOF));
  let unknown = "";
  for (const text of found) {
    try {
      return { found: true, head: checkProof(text, commitment, trust.logKeys) };
    } catch (error) {
      if (!(error instanceof NotAProof)) throw error;
      if (error instanceof UnknownKey) unknown = error.by; // such as the log of a later year
    }
  }
  return { found: found.length > 0, head: null, unknown };
}

function statedBy({ serial, holder, training, kind, issued_at: issuedAt, expires_on: expiresOn }) {
  return {
    serial: String(serial),
    name: String(holder.name),
    localName: String(holder.local_name ?? ""),
    courseCode: String(training.code),
    kind: String(kind),
    issuedOn: String(issuedAt).slice(0, 10),
    expiresOn: expiresOn ?? null,
  };
}
