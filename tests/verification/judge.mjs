// Runs the offline verifier's own modules under Node: questions as JSON on stdin, answers on stdout.
import { readFileSync } from "node:fs";
import { judgeFile, judgeText, readPack, trustFrom } from "../../static/verification/judge.js";
import { unhex } from "../../static/verification/bytes.js";
import { checkProof, leafHash, openCheckpoint, readVkey } from "../../static/verification/register.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
const now = asked.now ? Date.parse(asked.now) : Date.now();
const trust = asked.trust && trustFrom(asked.trust);
const tried = (work) => {
  try {
    return work();
  } catch (error) {
    return { refused: error.message };
  }
};
const out = {
  texts: (asked.texts ?? []).map((text) => judgeText(text, trust, now)),
  files: await Promise.all((asked.files ?? []).map((data) => judgeFile(new Uint8Array(Buffer.from(data, "base64")), trust, now))),
  packs: (asked.packs ?? []).map((pack) => tried(() => readPack(pack, trust).asOf)),
  proofs: (asked.proofs ?? []).map(({ text, entry, keys }) =>
    tried(() => checkProof(text, leafHash(unhex(entry)), keys.map(readVkey).filter(Boolean)).size)),
  checkpoints: (asked.checkpoints ?? []).map(({ text, keys }) =>
    tried(() => openCheckpoint(text, keys.map(readVkey).filter(Boolean)).size)),
};
process.stdout.write(JSON.stringify(out));
