// A lesson read aloud by the browser's own voice, block by block, with the place marked.
// The button stays away where the browser has no voice for the language of the lesson.

const LONGEST = 220; // some voices fall silent in the middle of a longer piece

function voiceFor(language) {
  const voices = speechSynthesis.getVoices().filter((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);
  return voices.find((one) => one.localService) ?? voices[0] ?? null;
}

function wordsOf(block) {
  const image = block.querySelector("img");
  if (image && !block.textContent.trim()) return image.alt;
  const copy = block.cloneNode(true);
  for (const other of copy.querySelectorAll(".pin, [data-at]")) other.remove();
  for (const cell of copy.querySelectorAll("th, td")) cell.append(". ");
  return copy.textContent.replace(/\s+/gu, " ").trim();
}

function pieces(words) {
  const found = [];
  for (const sentence of words.match(/[^.!?\u06d4\u061f]+[.!?\u06d4\u061f]*\s*/gu) ?? [words]) {
    let rest = sentence;
    while (rest.length > LONGEST) {
      const cut = rest.lastIndexOf(" ", LONGEST);
      const at = cut > 0 ? cut : LONGEST;
      found.push(rest.slice(0, at));
      rest = rest.slice(at);
    }
    if (rest.trim()) found.push(rest);
  }
  return found;
}

/** Bind the button to the blocks; `placeNow` tells the number of the block at the top. */
export function listen(button, blocks, language, placeNow) {
  if (!button || !("speechSynthesis" in globalThis)) return;
  let round = 0; // a new number ends the reading that is under way

  function stop() {
    round += 1;
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", "false");
    for (const block of blocks) block.classList.remove("reading");
  }

  function say(words, voice) {
    return new Promise((resolve) => {
      const piece = new SpeechSynthesisUtterance(words);
      piece.voice = voice;
      piece.lang = voice.lang;
      piece.onend = resolve;
      piece.onerror = resolve;
      speechSynthesis.speak(piece);
    });
  }

  async function read(from) {
    const voice = voiceFor(language);
    if (!voice) return;
    speechSynthesis.cancel();
    round += 1;
    const mine = round;
    button.setAttribute("aria-pressed", "true");
    for (const block of blocks.slice(from)) {
      block.classList.add("reading");
      block.scrollIntoView({ block: "nearest" });
      for (const words of pieces(wordsOf(block))) {
        if (mine === round) await say(words, voice);
      }
      block.classList.remove("reading");
      if (mine !== round) return;
    }
    stop();
  }

  function offer() {
    button.hidden = !voiceFor(language);
  }

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") stop();
    else read(placeNow());
  });
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
  offer();
}
