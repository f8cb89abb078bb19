// Rows of a table are put in order by mouse: <form data-ordering="item">, rows with data-key. The form's own
// arrows do the same for keyboard and finger. Dropping sends all keys in their new order.

for (const form of document.querySelectorAll("form[data-ordering]")) {
  const body = form.querySelector("tbody");
  let held = null;
  for (const row of body.querySelectorAll("tr[data-key]")) row.draggable = true;

  body.addEventListener("dragstart", (event) => {
    held = event.target.closest("tr[data-key]");
    held?.classList.add("held");
    event.dataTransfer.effectAllowed = "move";
  });

  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr[data-key]");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });

  body.addEventListener("drop", (event) => event.preventDefault());

  body.addEventListener("dragend", () => {
    held?.classList.remove("held");
    held = null;
    send(form, body);
  });
}

function send(form, body) {
  const keys = [...body.querySelectorAll("tr[data-key]")].map((row) => row.dataset.key);
  const made = document.createElement("form");
  made.method = "post";
  made.action = form.action;
  made.hidden = true;
  const put = (name, value) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    made.append(input);
  };
  put("csrf_token", form.querySelector('input[name="csrf_token"]').value);
  put("act", form.dataset.act ?? "order");
  for (const key of keys) put(form.dataset.ordering, key);
  document.body.append(made);
  made.submit();
}
