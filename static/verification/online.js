// Reads the statement behind # of a QR code's address. No browser sends that part to the server, so
// the page itself shows what name the code states, beside what the register answers. Where the code
// is false or of another certificate, that is the verdict: the register's answer gives way.
import { unbase64 } from "./bytes.js";
import { readStatement } from "./statement.js";

const box = document.getElementById("stated");
const digits = location.hash.slice(1);

function show(when) {
  box.hidden = false;
  box.querySelector(`[data-when="${when}"]`).hidden = false;
}

function condemn(why) {
  show(why);
  document.getElementById("verdict").hidden = true;
  document.title = box.querySelector(`[data-when="${why}"] h1`).textContent;
}

function read(keys) {
  try {
    return readStatement(digits, keys);
  } catch (error) {
    return null;
  }
}

if (box && digits && digits !== "main") {
  const told = JSON.parse(document.getElementById("statement-keys").textContent);
  const stated = read(new Map(Object.entries(told).map(([id, key]) => [id, unbase64(key)])));
  if (!stated) {
    condemn("false");
  } else {
    for (const place of box.querySelectorAll("[data-put]")) place.textContent = stated[place.dataset.put];
    const { name, serial } = box.dataset;
    if (serial && (stated.serial !== serial || (name && stated.name !== name))) condemn("other");
    show("true");
  }
}
