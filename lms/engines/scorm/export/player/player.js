// Shows one module: its lessons, then its questions; marks them here and tells the platform around it.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const main = document.getElementById("main");
  const MOST_STATE = 4000; // SCORM 1.2 keeps 4,096 signs

  // --- the platform: found by walking up the windows, as the standard says ---

  function findApi(start) {
    let win = start;
    for (let steps = 0; steps < 500; steps += 1) {
      try {
        if (win.API) return win.API;
        if (!win.parent || win.parent === win) return null;
        win = win.parent;
      } catch (error) {
        return null;
      }
    }
    return null;
  }

  function anyApi() {
    const above = findApi(window);
    if (above) return above;
    try {
      return window.opener ? findApi(window.opener) : null;
    } catch (error) {
      return null;
    }
  }

  const api = anyApi();
  const began = Date.now();
  let open = Boolean(api) && String(api.LMSInitialize("")) === "true";

  function get(name) {
    return open ? String(api.LMSGetValue(name)) : "";
  }

  function set(name, value) {
    if (open) api.LMSSetValue(name, value);
  }

  // --- what is kept: seen lessons, results, answers, and the seed of the order of options ---

  const state = { seed: Math.floor(Math.random() * 1e6), seen: [], results: {}, answers: {}, at: 0 };
  try {
    Object.assign(state, JSON.parse(get("cmi.suspend_data") || "{}"));
  } catch (error) {
    // what cannot be read is begun anew
  }
  const pages = data.lessons.length + (data.questions.length ? 1 : 0);
  if (!(state.at >= 0 && state.at < pages)) state.at = 0;

  function isDone() {
    return data.lessons.every((_, at) => state.seen.includes(at)) && data.questions.every((_, at) => at in state.results);
  }

  function keep() {
    let text = JSON.stringify(state);
    if (text.length > MOST_STATE) text = JSON.stringify({ ...state, answers: {} });
    set("cmi.suspend_data", text);
    set("cmi.core.lesson_location", String(state.at));
    if (data.questions.length) {
      const most = data.questions.reduce((sum, one) => sum + one.points, 0);
      const got = data.questions.reduce((sum, one, at) => sum + one.points * (state.results[at] ?? 0), 0);
      set("cmi.core.score.min", "0");
      set("cmi.core.score.max", "100");
      set("cmi.core.score.raw", String(Math.floor((100 * got) / most + 1e-9)));
    }
    const known = get("cmi.core.lesson_status");
    if (isDone()) set("cmi.core.lesson_status", "completed");
    else if (known !== "completed" && known !== "passed") set("cmi.core.lesson_status", "incomplete");
    if (open) api.LMSCommit("");
  }

  function leave() {
    if (!open) return;
    const seconds = Math.floor((Date.now() - began) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    set("cmi.core.session_time", `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
    set("cmi.core.exit", isDone() ? "" : "suspend");
    api.LMSFinish("");
    open = false;
  }
  addEventListener("pagehide", leave);
  addEventListener("unload", leave);

  // --- building pages ---

  function make(tag, attributes = {}, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "html") element.innerHTML = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...inside.filter((one) => one !== null));
    return element;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function plain(html) {
    return make("span", { html }).textContent;
  }

  function safe(text) {
    return make("span", {}, text).innerHTML;
  }

  function shuffled(list, salt) {
    let seed = state.seed + salt * 7919 + 1;
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    const mixed = list.map((_, at) => at);
    for (let at = mixed.length - 1; at > 0; at -= 1) {
      const other = Math.floor(next() * (at + 1));
      [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
    }
    return mixed;
  }

  function show(focus) {
    const at = state.at;
    const title = make("h1", {}, data.title);
    const bar = make("progress", { max: pages, value: at + 1, "aria-label": fill(words.place, { at: at + 1, of: pages }) });
    const inside = at < data.lessons.length ? lesson(at) : questions();
    main.replaceChildren(title, make("p", { class: "place" }, fill(words.place, { at: at + 1, of: pages })), bar, ...alone(), inside, onward(at));
    for (const table of main.querySelectorAll("table")) {
      const frame = make("div", { class: "scroll", tabindex: "0" });
      table.replaceWith(frame);
      frame.append(table);
    }
    if (at < data.lessons.length && !state.seen.includes(at)) state.seen.push(at);
    keep();
    told();
    if (focus) {
      main.querySelector("h2").focus();
      scrollTo(0, 0);
    }
  }

  function alone() {
    return api ? [] : [make("p", { class: "note" }, words.alone)];
  }

  function lesson(at) {
    const one = data.lessons[at];
    const sources = one.sources.length
      ? make("details", {}, make("summary", {}, words.sources), make("ul", {}, ...one.sources.map((text) => make("li", { dir: "auto" }, text))))
      : null;
    return make("article", { lang: one.language },
      make("h2", { tabindex: "-1" }, one.title),
      make("p", { class: "place" }, fill(words.minutes, { minutes: one.minutes })),
      make("div", { html: one.html }), sources);
  }

  function onward(at) {
    const turn = (by) => () => {
      state.at += by;
      show(true);
    };
    return make("nav", { class: "on" },
      make("button", { type: "button", disabled: at === 0, onclick: turn(-1) }, words.back),
      at + 1 < pages ? make("button", { type: "button", class: "main", onclick: turn(1) }, at + 1 === data.lessons.length ? words.questions : words.next) : make("span"));
  }

  function told() {
    document.getElementById("whole")?.remove();
    if (state.at === pages - 1) {
      main.querySelector("nav.on").before(make("p", { class: "note", id: "whole", role: "status" }, isDone() ? words.done : words.todo));
    }
  }

  function questions() {
    return make("section", {}, make("h2", { tabindex: "-1" }, words.questions), ...data.questions.map(question));
  }

  // --- one question: asked, checked, tried again ---

  function question(one, at) {
    const kind = KINDS[one.kind];
    const form = make("form", { class: "question", "data-question": at, novalidate: true });
    const fields = make("fieldset", { "aria-labelledby": `text-${at}` });
    const result = make("div", { role: "status", "aria-live": "polite" });
    const quote = one.quote ? make("div", { class: "quote" }, make("h3", { html: one.quote.source }), make("div", { html: one.quote.text })) : null;
    const ask = (answer) => {
      fields.replaceChildren(...kind.ask(one, at, answer));
    };
    const check = make("button", { class: "main" }, words.check);
    const again = make("button", { type: "button", hidden: true, onclick: () => {
      lock(false);
      ask(null);
      result.replaceChildren();
    } }, words.again);
    function lock(on) {
      for (const input of fields.querySelectorAll("input, select, button")) input.disabled = on;
      check.hidden = on;
      again.hidden = !on;
    }
    function judge(answer) {
      for (const old of fields.querySelectorAll(".said")) old.remove();
      const found = kind.mark(one, answer, fields, at);
      const share = Math.max(0, Math.min(1, found.share));
      const how = share >= 1 - 1e-9 ? "right" : share > 0 ? "partly" : "wrong";
      const points = fill(words.points, { points: Math.round(share * one.points * 100) / 100, of: one.points });
      result.replaceChildren(
        make("p", { class: `result said ${how}` }, `${words[how]} ${points}`),
        ...(found.lines ?? []).filter(Boolean).map((html) => make("p", { html })),
        make("div", { html: one.explanation }));
      lock(true);
      return share;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = kind.read(fields, one, at);
      if (answer === null) {
        result.replaceChildren(make("p", {}, words.unanswered));
        return;
      }
      state.results[at] = Math.round(judge(answer) * 1e4) / 1e4;
      state.answers[at] = answer;
      keep();
      told();
      again.focus();
    });
    form.append(make("div", { id: `text-${at}`, html: one.text }), ...(quote ? [quote] : []), fields, result, make("p", {}, check, " ", again));
    ask(state.answers[at] ?? null);
    if (at in state.answers) judge(state.answers[at]);
    return form;
  }

  function say(place, html, how) {
    if (html) place.append(make("span", { class: `said ${how}`, html }));
  }

  function select(label, texts, order, chosen) {
    const list = make("select", { "aria-label": label }, make("option", { value: "" }, words.choose));
    for (const at of order) list.append(make("option", { value: at, selected: chosen === at }, plain(texts[at])));
    return list;
  }

  function values(fields) {
    const found = [...fields.querySelectorAll("select")].map((list) => (list.value === "" ? null : Number(list.value)));
    return found.some((value) => value !== null) ? found : null;
  }

  // --- how words and numbers are compared ---

  function folded(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function apart(a, b) {
    const rows = [];
    for (let i = 0; i <= a.length; i += 1) {
      rows.push([i]);
      for (let j = 1; j <= b.length; j += 1) {
        if (i === 0) {
          rows[0].push(j);
          continue;
        }
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2][j - 2] + 1);
        rows[i].push(least);
      }
    }
    return rows[a.length][b.length];
  }

  function judgeWords(accepted, feedback, typed) {
    const written = folded(typed);
    if (accepted.some((form) => folded(form) === written)) return { share: 1, lines: [] };
    const near = accepted.find((form) => apart(written, folded(form)) <= Math.floor(folded(form).length / 8));
    if (near) return { share: 0.5, lines: [safe(fill(words.close, { form: near }))] };
    return { share: 0, lines: [feedback] };
  }

  const ZEROS = [0x660, 0x6f0, 0x966];

  function latin(text) {
    return text.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (sign) => {
      const code = sign.charCodeAt(0);
      return String(code - ZEROS.find((zero) => code >= zero && code < zero + 10));
    }).replace(/\u066b/g, ".").replace(/\u066c/g, ",").replace(/\u2212/g, "-").trim();
  }

  function number(text) {
    let digits = text.replace(/\s/g, "");
    if (digits.split(",").length === 2 && !digits.includes(".")) {
      const [head, tail] = digits.split(",");
      digits = tail.length === 3 && !["", "0"].includes(head.replace(/^[+-]/, "")) ? head + tail : `${head}.${tail}`;
    }
    digits = digits.replace(/,/g, "");
    const ratio = /^([+-]?\d+)\/(\d*[1-9]\d*)$/.exec(digits);
    if (ratio) return Number(ratio[1]) / Number(ratio[2]);
    return /^[+-]?\d+(\.\d+)?$/.test(digits) ? Number(digits) : null;
  }

  function within(value, right, tolerance) {
    return Math.abs(value - right) <= tolerance + 1e-9 * Math.max(1, Math.abs(right));
  }

  // --- the kinds: ask gives fields, read an answer (null for none), mark a share of 0 to 1 ---

  const choice = (many) => ({
    ask: (one, at, answer) => [
      make("p", { class: "place" }, many ? words.several : words.one),
      ...(one.fixed ? one.options.map((_, place) => place) : shuffled(one.options, at)).map((place) => make("label", { class: "option", "data-option": place },
        make("input", { type: many ? "checkbox" : "radio", name: `q${at}`, value: place, checked: Boolean(answer?.includes(place)) }),
        make("span", { html: one.options[place].text }))),
    ],
    read: (fields) => {
      const chosen = [...fields.querySelectorAll("input:checked")].map((input) => Number(input.value));
      return chosen.length ? chosen : null;
    },
    mark: (one, answer, fields) => {
      for (const place of answer) {
        const option = one.options[place];
        say(fields.querySelector(`[data-option="${place}"] span`), option.feedback || words[option.correct ? "right" : "wrong"], option.correct ? "right" : "wrong");
      }
      const right = one.options.filter((option) => option.correct).length;
      const wrong = one.options.length - right;
      const hits = answer.filter((place) => one.options[place].correct).length;
      if (!many) return { share: hits };
      return { share: hits / right - (wrong ? (one.penalty * (answer.length - hits)) / wrong : 0) };
    },
  });

  const KINDS = {
    single: choice(false),
    multiple: choice(true),
    short_text: {
      ask: (one, at, answer) => [make("input", { type: "text", "aria-label": words.answer, maxlength: 200, autocomplete: "off", dir: "auto", value: answer ?? "" })],
      read: (fields) => fields.querySelector("input").value.trim() || null,
      mark: (one, answer) => judgeWords(one.accepted, one.feedback, answer),
    },
    numeric: {
      ask: (one, at, answer) => [
        make("input", { type: "text", inputmode: one.unitCost ? "text" : "decimal", "aria-label": words.answer, maxlength: 60, autocomplete: "off", dir: "ltr", value: answer ?? "" }),
        one.unit && !one.unitCost ? make("bdi", {}, one.unit) : make("span"),
      ],
      read: (fields) => fields.querySelector("input").value.trim() || null,
      mark: (one, answer) => {
        const parts = /^([+-]?[\d.,/ ]*\d)\s*(\D*)$/.exec(latin(answer));
        const typed = parts && number(parts[1]);
        if (typed === null || typed === undefined) return { share: 0, lines: [one.feedback] };
        const bare = (unit) => latin(unit).replace(/\s/g, "").toLowerCase();
        const unit = Object.keys(one.units).find((known) => bare(known) === bare(parts[2]));
        const value = typed * (unit === undefined ? 1 : one.units[unit]);
        if (parts[2] && unit === undefined && !one.unitCost) return { share: 0, lines: [one.feedback] };
        const cost = one.unitCost && unit === undefined ? one.unitCost : 0;
        const missing = cost ? safe(words.unit) : "";
        if (within(value, one.value, one.tolerance)) return { share: 1 - cost, lines: [missing] };
        if (one.near !== null && within(value, one.value, one.near)) return { share: 0.5 - cost, lines: [one.nearFeedback, missing] };
        return { share: 0, lines: [one.feedback] };
      },
    },
    matching: {
      ask: (one, at, answer) => one.pairs.map((pair, place) => make("div", { class: "row", "data-row": place },
        make("span", { html: pair.left }), select(plain(pair.left), one.rights, shuffled(one.rights, at), answer?.[place]))),
      read: values,
      mark: (one, answer, fields) => {
        one.pairs.forEach((pair, place) => {
          const right = answer[place] === pair.right;
          const decoy = one.decoys[one.rights[answer[place]]];
          say(fields.querySelector(`[data-row="${place}"]`), right ? words.right : decoy || pair.feedback || words.wrong, right ? "right" : "wrong");
        });
        return { share: one.pairs.filter((pair, place) => answer[place] === pair.right).length / one.pairs.length };
      },
    },
    categorise: {
      ask: (one, at, answer) => shuffled(one.items, at).map((place) => make("div", { class: "row", "data-row": place },
        make("span", { html: one.items[place].text }),
        select(plain(one.items[place].text), one.categories, one.categories.map((_, of) => of), answer?.[place]))),
      read: (fields, one) => {
        const found = one.items.map((_, place) => fields.querySelector(`[data-row="${place}"] select`).value);
        return found.some((value) => value !== "") ? found.map((value) => (value === "" ? null : Number(value))) : null;
      },
      mark: (one, answer, fields) => {
        const right = (item, place) => item.in.includes(answer[place]);
        one.items.forEach((item, place) => say(fields.querySelector(`[data-row="${place}"]`),
          right(item, place) ? words.right : item.feedback || words.wrong, right(item, place) ? "right" : "wrong"));
        return { share: one.items.filter(right).length / one.items.length };
      },
    },
    ordering: {
      ask: (one, at, answer) => {
        const list = make("ol", { class: "order" });
        const start = answer ?? away(shuffled(one.items, at), one.orders);
        for (const place of start) list.append(make("li", { "data-item": place }, make("span", { html: one.items[place] }), move(one, place, "up"), move(one, place, "down")));
        return [list];
      },
      read: (fields) => [...fields.querySelectorAll("[data-item]")].map((item) => Number(item.dataset.item)),
      mark: (one, answer) => {
        const pairs = (order) => {
          let count = 0;
          for (let a = 0; a < answer.length; a += 1) for (let b = a + 1; b < answer.length; b += 1) count += order.indexOf(answer[a]) < order.indexOf(answer[b]);
          return count;
        };
        const most = (answer.length * (answer.length - 1)) / 2;
        const share = Math.max(0, (2 * Math.max(...one.orders.map(pairs))) / most - 1);
        return { share, lines: [share < 1 ? one.feedback : ""] };
      },
    },
    cloze: {
      ask: (one, at, answer) => {
        const text = make("div", { html: one.passage });
        for (const place of text.querySelectorAll("[data-blank]")) {
          const of = Number(place.dataset.blank);
          const blank = one.blanks[of];
          const label = fill(words.blank, { number: of + 1 });
          place.append(blank.options
            ? select(label, blank.options.map((option) => option.text), shuffled(blank.options, at + of), answer?.[of] == null ? null : Number(answer[of]))
            : make("input", { type: "text", "aria-label": label, maxlength: 200, autocomplete: "off", dir: "auto", value: answer?.[of] ?? "" }));
        }
        return [text];
      },
      read: (fields, one) => {
        const found = one.blanks.map((_, of) => fields.querySelector(`[data-blank="${of}"] :is(select, input)`).value.trim() || null);
        return found.some((value) => value !== null) ? found : null;
      },
      mark: (one, answer, fields) => {
        const parts = one.blanks.map((blank, of) => {
          const typed = answer[of];
          if (typed === null) return { share: 0, lines: [] };
          if (blank.options) return { share: Number(blank.options[Number(typed)].correct), lines: [blank.options[Number(typed)].feedback] };
          if (blank.accepted) return judgeWords(blank.accepted, blank.feedback, typed);
          const value = number(latin(typed));
          const right = value !== null && within(value, blank.value, blank.tolerance);
          return { share: Number(right), lines: [right ? "" : blank.feedback] };
        });
        parts.forEach((part, of) => {
          const how = part.share === 1 ? "right" : part.share ? "partly" : "wrong";
          say(fields.querySelector(`[data-blank="${of}"]`), part.lines.filter(Boolean).join(" ") || words[how], how);
        });
        return { share: parts.reduce((sum, part) => sum + part.share, 0) / parts.length };
      },
    },
    source_grading: {
      ask: (one, at, answer) => one.parts.map((part, of) => make("fieldset", { "data-part": of }, make("legend", {}, `${words[part.name]} (${one.scheme})`),
        ...part.grades.map((grade, place) => make("label", { class: "option", "data-option": place },
          make("input", { type: "radio", name: `q${at}-${of}`, value: place, checked: answer?.[of] === place }),
          make("span", {}, make("bdi", {}, make("b", {}, grade.code)), ` ${grade.meaning}`))))),
      read: (fields, one) => {
        const found = one.parts.map((_, of) => fields.querySelector(`[data-part="${of}"] input:checked`));
        return found.some(Boolean) ? found.map((input) => (input ? Number(input.value) : null)) : null;
      },
      mark: (one, answer, fields) => {
        let whole = 0;
        one.parts.forEach((part, of) => {
          if (answer[of] === null) return;
          const grade = part.grades[answer[of]];
          const how = grade.share === 1 ? "right" : grade.share ? "partly" : "wrong";
          say(fields.querySelector(`[data-part="${of}"] [data-option="${answer[of]}"] span`), grade.feedback || words[how], how);
          whole += grade.share;
        });
        return { share: whole / one.parts.length };
      },
    },
  };

  /** An order to begin from that is not right already. */
  function away(order, right) {
    return right.some((one) => one.join() === order.join()) ? [...order].reverse() : order;
  }

  function move(one, place, way) {
    const label = fill(words[way], { item: plain(one.items[place]) });
    return make("button", { type: "button", "aria-label": label, title: label, onclick: (event) => {
      const item = event.currentTarget.closest("li");
      if (way === "up") item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      event.currentTarget.focus();
    } }, way === "up" ? "\u2191" : "\u2193");
  }

  show(false);
})();
