// Regions of a picture, drawn and moved on it by mouse, touch and keys; the fields in percent stay what is sent.
// Without this script the fields are filled by hand.

import { bounds, grips, middle, moved, numbers, pulled, SHAPES, spanned, withCorner, withoutCorner } from "./shapes.js";

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LARGE_STEP = 5;
const SVG = "http://www.w3.org/2000/svg";
const START = { rect: [40, 40, 20, 20], circle: [50, 50, 10], polygon: [40, 60, 60, 60, 50, 40] };

const form = document.getElementById("question");
const template = form?.querySelector("template[data-board]");
if (template) begin();

function begin() {
  const list = form.querySelector('[data-rows="regions"] > [data-rowlist]');
  list.before(document.importNode(template.content, true));
  const board = list.parentElement.querySelector("[data-regions]");
  const plate = board.querySelector("[data-plate]");
  const image = plate.querySelector("img");
  const drawn = plate.querySelector("svg");
  const told = board.querySelector("[data-board-told]");
  const finish = board.querySelector("[data-finish]");
  const ratioField = form.querySelector('[name="ratio"]');
  let tool = null; // the shape that the next press on the picture begins
  let pending = []; // corners of a polygon that is not finished
  let active = -1; // the region whose corners are shown
  let drag = null;

  const part = (row, name) => row.querySelector(`[name^="regions."][name$=".${name}"]`);
  const regions = () =>
    [...list.children].map((row) => ({ row, shape: part(row, "shape").value, at: numbers(part(row, "at").value) }));
  const valid = ({ shape, at }) => SHAPES[shape]?.valid(at) ?? false;
  const ratio = () => {
    const written = Number(ratioField.value.trim().replace(",", ".") || 1);
    return written > 0 ? written : 1;
  };

  function write(place, shape, at) {
    const { row } = regions()[place];
    part(row, "shape").value = shape;
    part(row, "at").value = at.map((one) => String(Math.round(one * 10) / 10)).join(" ");
    part(row, "at").dispatchEvent(new Event("input", { bubbles: true }));
    told.textContent = board.dataset.told.replace("{n}", count(place)).replace("{at}", part(row, "at").value);
  }

  /** A free row for a new region, -1 where there is no room for more. */
  function freeRow() {
    const empty = () => regions().findIndex(({ at }) => at.length === 0);
    if (empty() < 0) list.parentElement.querySelector(":scope > p [data-add]").click();
    return empty();
  }

  function put(shape, at) {
    const place = freeRow();
    if (place < 0) return -1;
    if (shape === "circle" && !ratioField.value.trim() && image.naturalWidth) {
      ratioField.value = String(Math.round((10000 * image.naturalHeight) / image.naturalWidth) / 10000);
    }
    active = place;
    write(place, shape, at);
    plate.querySelector(`[data-grip="${place}:"]`)?.focus();
    return place;
  }

  const count = (place) => (place + 1).toLocaleString(document.documentElement.lang);

  function outline(shape, at, kind) {
    const node = document.createElementNS(SVG, shape);
    const high = ratio();
    const set = (values) => Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));
    if (shape === "rect") set({ x: at[0], y: at[1] * high, width: at[2], height: at[3] * high });
    else if (shape === "circle") set({ cx: at[0], cy: at[1] * high, r: at[2] });
    else set({ points: at.map((one, place) => (place % 2 ? one * high : one)).join(" ") });
    node.setAttribute("class", kind);
    return node;
  }

  function grip(place, corner, [x, y], label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = corner === "" ? "grip whole" : "grip";
    button.dataset.grip = `${place}:${corner}`;
    button.style.left = `${x}%`;
    button.style.top = `${y}%`;
    button.setAttribute("aria-label", label);
    if (corner === "") button.textContent = count(place);
    return button;
  }

  function draw() {
    const focused = plate.contains(document.activeElement) ? document.activeElement.dataset.grip : null;
    drawn.setAttribute("viewBox", `0 0 100 ${100 * ratio()}`);
    drawn.replaceChildren();
    for (const old of plate.querySelectorAll(".grip")) old.remove();
    regions().forEach((region, place) => {
      if (!valid(region)) return;
      const { shape, at, row } = region;
      const kind = part(row, "correct").checked ? "right" : "other";
      const node = outline(shape, at, place === active ? `${kind} active` : kind);
      node.dataset.region = place;
      drawn.prepend(node); // the first that holds a point counts, so it lies on top
      const named = part(row, `label.${document.documentElement.lang}`)?.value || part(row, "label.en")?.value || "";
      const label = board.dataset.region.replace("{n}", count(place)).replace("{label}", named);
      plate.append(grip(place, "", middle(shape, at), label));
      if (place !== active) return;
      grips(shape, at).forEach((at, corner) => {
        const words = board.dataset.corner.replace("{c}", count(corner)).replace("{n}", count(place));
        plate.append(grip(place, corner, at, words));
      });
    });
    if (pending.length) drawn.append(outline("polyline", pending, "right active"));
    if (focused) plate.querySelector(`[data-grip="${focused}"]`)?.focus();
  }

  function choose(shape) {
    tool = shape;
    pending = [];
    for (const button of board.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    finish.hidden = tool !== "polygon";
    plate.classList.toggle("drawing", tool !== null);
    told.textContent = tool ? board.dataset[`how${tool}`] : "";
    draw();
  }

  function finished() {
    const at = pending;
    choose(null);
    if (SHAPES.polygon.valid(at)) put("polygon", at);
  }

  function pointOf(event) {
    const box = image.getBoundingClientRect();
    return bounds([(100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height]);
  }

  plate.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = pointOf(event);
    if (tool === "polygon") {
      event.preventDefault();
      pending = [...pending, ...at];
      draw();
      return;
    }
    const held = event.target.closest("[data-grip], [data-region]");
    if (tool) drag = { tool, from: at };
    else if (held) {
      const [place, corner] = (held.dataset.grip ?? `${held.dataset.region}:`).split(":");
      active = Number(place);
      drag = { place: active, corner, from: at, was: regions()[active] };
    } else {
      active = -1;
      draw();
      return;
    }
    event.preventDefault();
    plate.setPointerCapture(event.pointerId);
    draw();
    if (held) plate.querySelector(`[data-grip="${drag.place}:${drag.corner}"]`)?.focus();
  });

  plate.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const to = pointOf(event);
    if (drag.tool) {
      draw();
      drawn.append(outline(drag.tool, spanned(drag.tool, drag.from, to, ratio()), "right active"));
      return;
    }
    const { shape, at } = drag.was;
    const by = [to[0] - drag.from[0], to[1] - drag.from[1]];
    write(drag.place, shape, drag.corner === "" ? moved(shape, at, by) : pulled(shape, at, Number(drag.corner), to, ratio()));
  });

  plate.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { tool: shape, from } = drag;
    drag = null;
    if (!shape) return;
    const at = spanned(shape, from, pointOf(event), ratio());
    choose(null);
    if (at[2] >= 1 && (at[3] ?? 1) >= 1) put(shape, at);
  });
  plate.addEventListener("pointercancel", () => {
    drag = null;
    draw();
  });
  plate.addEventListener("dblclick", () => {
    if (tool !== "polygon") return;
    pending = pending.slice(0, -2); // both presses of it made a corner
    finished();
  });

  plate.addEventListener("focusin", (event) => {
    const place = Number(event.target.dataset.grip?.split(":")[0] ?? -1);
    if (place < 0 || place === active || drag) return;
    active = place;
    draw();
  });

  board.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tool) choose(null);
    const name = event.target.dataset.grip;
    if (!name) return;
    const [place, corner] = [Number(name.split(":")[0]), name.split(":")[1]];
    const { row, shape, at } = regions()[place];
    const move = MOVES[event.key]?.map((one) => one * (event.shiftKey ? LARGE_STEP : 1));
    if (move && corner === "") write(place, shape, moved(shape, at, move));
    else if (move) {
      const [x, y] = grips(shape, at)[Number(corner)];
      write(place, shape, pulled(shape, at, Number(corner), bounds([x + move[0], y + move[1]]), ratio()));
    } else if (event.key === "Delete" && corner === "") {
      row.querySelector("[data-remove]").click();
      told.textContent = "";
    } else if (event.key === "Delete") write(place, shape, withoutCorner(shape, at, Number(corner)));
    else if (event.key === "+" && corner !== "") write(place, shape, withCorner(shape, at, Number(corner)));
    else return;
    event.preventDefault();
  });

  board.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    // a press of a key has no place on the picture: the shape begins in the middle of it
    if (button && event.detail === 0) {
      choose(null);
      put(button.dataset.tool, START[button.dataset.tool]);
    } else if (button) choose(button.dataset.tool === tool ? null : button.dataset.tool);
    if (event.target.closest("[data-finish]")) finished();
  });

  const pictures = [...form.querySelectorAll("select[data-picture]")];
  function show(select) {
    const path = select?.value || pictures.find((one) => one.value)?.value || "";
    board.hidden = !path.startsWith("media/");
    if (!board.hidden) image.src = board.dataset.media + encodeURIComponent(path.slice("media/".length));
  }
  for (const select of pictures) for (const name of ["change", "focus"]) select.addEventListener(name, () => show(select));
  new MutationObserver(draw).observe(list, { childList: true });
  form.addEventListener("input", (event) => {
    if (list.contains(event.target) || event.target === ratioField) draw();
  });
  show(null);
  draw();
}
