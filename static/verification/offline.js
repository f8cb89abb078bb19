// The offline verifier's page: takes text, picture, camera, PDF or a newer pack, and shows a verdict.
import { hasCamera, readImageFile, watch } from "./camera.js";
import { ageInDays, judgeFile, judgeText, readPack, trustFrom } from "./judge.js";
import { looksLikeParts } from "./parts.js";
import { LANGUAGES, filled } from "./words.js";

const OLD_DAYS = 30;
const LINES = ["name", "serial", "courseCode", "kind", "issuedOn", "expiresOn"];
const CODES = new Set(["issued_in_error", "superseded", "improper", "holder_request", "key_compromised"]);
const MARKS = { valid: "ok", revoked: "bad", changed: "bad", address: "bad", unknown_key: "bad", void: "bad" };
const PARTS = ["name", "local_name", "rank", "agency", "capacity", "serial", "place", "contact_minutes", "attendance", "organiser", "donor", "project"];
const byId = (id) => document.getElementById(id);

const trust = trustFrom(JSON.parse(byId("trust").textContent));
let language = navigator.language?.startsWith("ur") ? "ur" : "en";
let shown = null;
let stopCamera = null;
let packSaid = "";

const say = (key, values) => filled(LANGUAGES[language].words[key] ?? key, values);

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function speak() {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say, { name: trust.name });
  byId("demonstration").hidden = !trust.demonstration;
  byId("no-camera").hidden = hasCamera();
  byId("camera").hidden = !hasCamera();
  knowledge();
  if (shown) show(shown);
}

function knowledge() {
  const place = byId("knowledge");
  const { pack } = trust;
  const days = pack && ageInDays(pack, Date.now());
  const age = days < 0 ? say("ahead") : say({ 0: "today", 1: "day" }[days] ?? "days", { n: days });
  const told = pack ? say("knows", { date: pack.asOf.slice(0, 10), age }) : say("no_pack");
  place.textContent = pack && days > OLD_DAYS ? `${told} ${say("old")}` : told;
  byId("pack-said").textContent = packSaid && say(packSaid, { date: pack?.asOf.slice(0, 10) });
  place.classList.toggle("warn", !pack || days > OLD_DAYS || days < 0);
}

/** A reason of the closed list in the page's language; another as the pack has it. */
function whyRevoked(out) {
  return CODES.has(out.code) ? say(`code_${out.code}`) : out.reason;
}

function reasonOf(answer) {
  const { verdict, out, stated, shown: parts, keyId, address } = answer;
  if (verdict === "valid" && !trust.pack) return say("valid_no_pack");
  return say(`${verdict}_why`, {
    date: trust.pack?.asOf.slice(0, 10),
    on: out?.on ?? stated?.expiresOn ?? parts?.expiresOn,
    reason: out && whyRevoked(out),
    key: keyId,
    address,
    base: trust.base,
  });
}

function show(answer) {
  shown = answer;
  const place = byId("answer");
  const word = answer.file && answer.verdict === "valid" ? "valid_file" : answer.verdict;
  place.className = `answer ${MARKS[answer.verdict] ?? "hold"}`;
  place.dataset.verdict = answer.verdict;
  place.replaceChildren(element("h2", say(word)), element("p", reasonOf(answer)));
  if (answer.stated) place.append(lines(answer.stated), element("p", say(answer.file ? "compare_file" : "compare")));
  if (answer.shown) place.append(...partsShown(answer.shown));
  if (answer.head) place.append(element("p", say("head", answer.head), { class: "small" }));
  place.hidden = false;
  place.focus();
}

function lines(stated) {
  const list = document.createElement("dl");
  for (const key of LINES.filter((one) => stated[one])) {
    const value = key === "kind" ? say(stated.kind) : stated[key];
    list.append(element("dt", say(key)), element("dd", value, { dir: "auto" }));
    if (key === "name" && stated.localName) list.append(element("dd", stated.localName, { dir: "auto", class: "local" }));
  }
  return list;
}

/** What a certificate shown in parts says, and that the rest was withheld. */
function partsShown({ claims, disclosed, expiresOn }) {
  const { course, kind, starts_on: from, ends_on: to, issuer_name: issuer, issued_on: issuedOn } = claims;
  const always = [
    ["training", course.title], ["courseCode", course.code], ["kind", say(kind)],
    ["dates", from === to ? from : `${from} – ${to}`], ["issuer", issuer], ["issuedOn", issuedOn],
    ["expiresOn", expiresOn],
  ];
  const chosen = PARTS.filter((one) => disclosed.includes(one)).map((one) => [`part_${one}`, claims[one]]);
  const named = disclosed.some((one) => one === "name" || one === "local_name");
  return [
    list(always.filter(([, value]) => value)),
    element("h3", say("chosen")),
    ...(chosen.length ? [list(chosen)] : []),
    element("p", say(named ? "compare_name" : "no_name")),
    element("p", say("withheld")),
  ];
}

function list(pairs) {
  const made = document.createElement("dl");
  for (const [key, value] of pairs) {
    const place = key === "part_local_name" ? { dir: "auto", class: "local" } : { dir: "auto" };
    made.append(element("dt", say(key)), element("dd", inWords(key, value), place));
  }
  return made;
}

function inWords(key, value) {
  if (key === "part_contact_minutes") return say("length", { hours: Math.floor(value / 60), minutes: String(value % 60).padStart(2, "0") });
  if (key === "part_attendance") return say("of", { n: value.attended, all: value.half_days });
  return typeof value === "string" ? value : (value[language] ?? value.en ?? Object.values(value)[0]);
}

async function take(file) {
  if (!file) return;
  byId("seen").textContent = "";
  if (file.type.startsWith("image/")) {
    const text = await readImageFile(file);
    if (text === null) byId("seen").textContent = say("nothing_seen");
    else show(judgeText(text, trust, Date.now()));
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (String.fromCharCode(...bytes.subarray(0, 5)) === "%PDF-") show(await judgeFile(bytes, trust, Date.now()));
  else takeText(new TextDecoder().decode(bytes));
}

function takeText(text) {
  if (looksLikeParts(text)) show(judgeText(text, trust, Date.now()));
  else takePack(text);
}

function takePack(text) {
  try {
    trust.pack = readPack(text, trust);
    packSaid = "pack_good";
  } catch (error) {
    packSaid = "pack_bad";
  }
  knowledge();
}

async function toggleCamera() {
  const [video, button] = [byId("video"), byId("camera")];
  const rest = () => {
    video.hidden = true;
    stopCamera = null;
    button.textContent = say(button.dataset.say = "camera");
  };
  if (stopCamera) {
    stopCamera();
    rest();
    return;
  }
  try {
    video.hidden = false;
    stopCamera = await watch(video, (text) => {
      rest();
      show(judgeText(text, trust, Date.now()));
    });
    button.textContent = say(button.dataset.say = "stop");
  } catch (error) {
    rest();
    byId("no-camera").hidden = false;
  }
}

byId("language").addEventListener("click", () => {
  language = language === "en" ? "ur" : "en";
  speak();
});
byId("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  show(judgeText(byId("typed").value, trust, Date.now()));
});
byId("camera").addEventListener("click", toggleCamera);
for (const id of ["picture", "file", "pack"]) byId(id).addEventListener("change", (event) => take(event.target.files[0]));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer.files[0]);
});
speak();

// A second program may ask for many judgements at once: the benchmark does.
globalThis.concord = { judgeText: (text) => judgeText(text, trust, Date.now()) };
