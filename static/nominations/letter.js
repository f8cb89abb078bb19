/* Ticks the names that the typed reference is about. What is ticked by hand afterwards stays. */

const reference = document.getElementById("letter_ref");
const names = [...document.querySelectorAll("input[name=name][data-ref]")];

function fold(text) {
  return text.trim().toLowerCase();
}

if (reference) {
  reference.addEventListener("change", () => {
    const wanted = fold(reference.value);
    for (const box of names) {
      const own = fold(box.dataset.ref);
      box.checked = "open" in box.dataset ? own === "" || own === wanted : own !== "" && own === wanted;
    }
  });
}
