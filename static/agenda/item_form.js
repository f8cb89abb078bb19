// The form of an item: what is chosen from the course gives title and kind, and a start that is
// moved takes the end with it.

const form = document.querySelector("[data-item-form]");
const course = JSON.parse(form.dataset.course);
const { content, kind, title_en: english, title_ur: urdu, starts_at: start, ends_at: end } = form.elements;

let given = course[content.value]?.title ?? {};
content.addEventListener("change", () => {
  const chosen = course[content.value];
  if (!chosen) return;
  const typed = [english, urdu].some((field) => field.value && !Object.values(given).includes(field.value));
  if (!typed) {
    english.value = chosen.title.en ?? "";
    urdu.value = chosen.title.ur ?? "";
  }
  kind.value = chosen.kind;
  given = chosen.title;
});

const minutes = (select) => Number(select.value.slice(0, 2)) * 60 + Number(select.value.slice(3));
let length = minutes(end) - minutes(start);
start.addEventListener("change", () => {
  const until = minutes(start) + length;
  const wanted = `${String(Math.floor(until / 60)).padStart(2, "0")}:${String(until % 60).padStart(2, "0")}`;
  if (length > 0 && [...end.options].some((one) => one.value === wanted)) end.value = wanted;
});
end.addEventListener("change", () => {
  length = minutes(end) - minutes(start);
});
