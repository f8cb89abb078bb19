// A text that was made says what was ticked then. When the choice changes it goes, so that nobody hands on
// more than is ticked now.
const made = document.getElementById("made");
const form = document.querySelector("[data-chooses-parts]");

form?.addEventListener("change", () => {
  made?.remove();
  form.querySelector('button[name="made"]').classList.add("pri");
});
