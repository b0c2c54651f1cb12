"use strict";
// Conveniences for editors: keys, words that are selected, readings while one types. Every page works without them.
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const entry = () => $("#entry");
const isField = (element) => element.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select");
const isComposing = (event) => event.isComposing || event.keyCode === 229; // the key belongs to an input method
// What had the focus gets it again after its part of the page was replaced; tell whether it is still there.
const refocus = (was) => {
  if (!was || was.isConnected) return true;
  const isSame = (one) => ["id", "name", "value", "href"].every((key) => one[key] === was[key]);
  const twin = was.id ? document.getElementById(was.id) : all("a, button, input").find(isSame);
  twin?.focus({ preventScroll: true });
  return !!twin;
};

// --- the passage comes into view; what was stored is read aloud, and the next Tab reaches its button
const scrollToCurrent = () => {
  const mark = $("#now"), box = mark?.closest(".article");
  if (box) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
};
scrollToCurrent();
// The address leads to the passage, which scrolls the text; the page itself stays at its top.
addEventListener("load", () => {
  if (location.hash === "#now") scrollTo({ top: 0, behavior: "instant" });
  $("#notice")?.focus({ preventScroll: true });
});

// --- readings: the server reads the form as it is, and its answers replace the old ones
let asked = 0, timer = 0;
const posted = (form, action) => {
  const data = new URLSearchParams(new FormData(form));
  data.set("do", action);
  return fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
};
// Fields that nobody has touched follow others; only what the page shows is stored.
const follow = (form, fresh, sent) => {
  for (const name of ["f.words", "f.mode", "f.role", "f.date_text"]) {
    const here = form.elements[name], there = fresh.elements[name];
    if (here && there && here !== document.activeElement && here.value.replace(/\r\n?/g, "\n") === sent.get(name)) here.value = there.value;
  }
  for (const there of all("input[name^='settled.'], input[name=spans]", fresh)) {
    if (form.elements[there.name]) form.elements[there.name].value = there.value;
  }
};
const read = async (action, whole = true) => {
  const form = entry(), turn = ++asked, sent = new FormData(form);
  let answer;
  try {
    answer = await posted(form, action);
  } catch {
    return; // the server has stopped; the button will say so
  }
  if (turn !== asked || entry() !== form) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = $("#entry", page);
  if (!fresh) {
    // The session has ended: what was typed stays here, and the page says what to do.
    $("#form-problems").replaceChildren(...all("main p.prose", page));
    return;
  }
  const active = document.activeElement;
  if (!whole) {
    for (const one of all("[data-live]", form)) {
      const next = page.getElementById(one.id);
      if (next && next.innerHTML !== one.innerHTML) one.replaceChildren(...next.childNodes);
    }
    follow(form, fresh, sent);
    for (const one of all(".field", form)) one.classList.toggle("wrong", !!$(".problem", one));
    for (const one of all(".field :is(input, textarea, select)", form)) {
      const wrong = one.closest(".field").classList.contains("wrong") && one.name.startsWith("f.");
      if (wrong) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  } else {
    const isOpen = all("details", $("#panel")).map((one) => one.open);
    const meanwhile = all("[name^='f.']", form).filter((one) => one.value.replace(/\r\n?/g, "\n") !== sent.get(one.name));
    $("#panel").replaceChildren(...$("#panel", page).childNodes);
    document.title = page.title;
    for (const one of meanwhile) if (entry()?.elements[one.name]) entry().elements[one.name].value = one.value;
    $(".article")?.replaceChildren(...$(".article", page).childNodes);
    all("details", $("#panel")).forEach((one, number) => { one.open ||= isOpen[number]; });
    prepare();
    scrollToCurrent();
  }
  refocus(active);
};
// A button that changes the form: what is pressed before the server has answered waits for the answer.
let pending = null;
const stay = (action) => {
  clearTimeout(timer);
  const reading = Promise.resolve(pending).then(() => read(action)).finally(() => { if (pending === reading) pending = null; });
  pending = reading;
};
const pressLater = ({ name, value }) => {
  pending.then(() => all("button", entry()).find((one) => one.name === name && one.value === value)?.click());
};
const check = async () => {
  await pending;
  read("check", false);
};
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#entry") || !event.target.name?.match(/^(f|who)\./)) return;
  clearTimeout(timer);
  timer = setTimeout(check, 250);
});
document.addEventListener("change", (event) => {
  if (event.target.name === "f.kind" && event.target.closest("#entry")) stay("check");
});

// --- what somebody has written is not lost unasked: neither to another form of the page nor to a link
const guarded = "#entry, .edit, .further, .from-words, #several";
const written = new Set(all("[data-written]").map((one) => one.id));
let isSent = false;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!event.isTrusted || !form?.matches(guarded)) return;
  if (form.id !== "several" || isField(event.target)) written.add(form.id);
});
// A form that comes back, because it was refused or two versions have become one, is not stored either.
const comeBack = () => {
  let sent = null;
  try {
    sent = sessionStorage.getItem("sent");
    sessionStorage.removeItem("sent");
  } catch { /* nothing is remembered here */ }
  const isRefused = $("#notice.refused") || performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
  const form = sent === "versions" ? $("#entry, #fields") : sent && document.getElementById(sent);
  if (form?.matches(guarded) && (isRefused || (sent === "versions" && !$("#notice")))) written.add(form.id);
};
comeBack();
addEventListener("beforeunload", (event) => { if (written.size && !isSent) event.preventDefault(); });
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (form.closest("#jobs")) {
    event.preventDefault();
    stopJob(form);
    return;
  }
  if (form === entry() && (pending || button?.hasAttribute("data-stay"))) {
    event.preventDefault();
    if (!button?.hasAttribute("data-stay")) return pressLater(button);
    if (button.value !== "check") written.add(form.id);
    return stay(button.value);
  }
  // Words of the text that nobody has used stop no decision about the passage beside them.
  const isElsewhere = [...written].some((id) => id !== form.id && !(id === "from-words" && form === entry()));
  if (isElsewhere && !confirm("What you have written on this page is not stored yet. Go on without it?")) {
    event.preventDefault();
    return;
  }
  clearTimeout(timer);
  asked++;
  // A form is sent once, however often somebody presses the button.
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  isSent = true;
  try { sessionStorage.setItem("sent", form.id); } catch { /* nothing is remembered here */ }
});
addEventListener("pageshow", () => {
  isSent = false;
  for (const form of all("form")) delete form.dataset.sent;
});

// --- words selected in the text
const place = (node, offset) => {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
  if (piece && node.nodeType === Node.TEXT_NODE) return Number(piece.dataset.at) + [...node.data.slice(0, offset)].length;
  if (piece) return Number(piece.dataset.at) + (offset ? [...piece.textContent].length : 0);
  const range = document.createRange();
  range.setStart(node, offset);
  const pieces = all(".article [data-at]"), next = pieces.find((one) => range.comparePoint(one, 0) >= 0), end = pieces.at(-1);
  return next ? Number(next.dataset.at) : end ? Number(end.dataset.at) + [...end.textContent].length : null;
};
const selection = () => {
  const chosen = getSelection(), box = $(".article");
  if (!chosen.rangeCount || chosen.isCollapsed || !box) return null;
  const range = chosen.getRangeAt(0);
  if (!box.contains(range.startContainer)) return null;
  if (!box.contains(range.endContainer)) range.setEnd(box, box.childNodes.length); // a triple click ends behind the text
  const begin = place(range.startContainer, range.startOffset), end = place(range.endContainer, range.endOffset);
  if (begin === null || end === null || begin >= end) return null;
  const words = all("[data-at]", box).map((one) => one.textContent).join("");
  return { spans: `${begin}-${end}`, words: [...words].slice(begin, end).join("") };
};
document.addEventListener("selectionchange", () => {
  const form = $("#from-words"), chosen = form && selection();
  if (!chosen) return;
  $("[data-selection]", form).value = chosen.spans;
  $("textarea", form).value = chosen.words;
  const cite = $("[data-cite]", form);
  if (cite && entry()) cite.hidden = false;
});
document.addEventListener("input", (event) => {
  if (event.target.id === "other-words") $("[data-selection]").value = ""; // pasted words are looked for
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-cite]")) return;
  const form = entry(), from = $("#from-words");
  const spans = $("[data-selection]", from).value, words = $("textarea", from).value;
  if (!words.trim()) return;
  const cited = $("#f-cited", form), own = $("#f-words", form);
  if (spans) {
    const bare = (text) => text.trim().replace(/^[“”"«»„‘’']+|[“”"«»„‘’']+$/g, "");
    if (bare(own.value) === bare(cited.value)) own.value = bare(words);
    form.elements.spans.value = spans;
  }
  cited.value = words;
  written.delete(from.id);
  written.add(form.id);
  stay("check");
});

// --- keys, as in the terminal
const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
const showKeys = () => document.documentElement.classList.toggle("keys-work", !off()); // letters on buttons
showKeys();
document.addEventListener("keydown", (event) => {
  const here = document.activeElement;
  if (isComposing(event)) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && entry()?.contains(here)) {
    event.preventDefault();
    $("[data-key=a]")?.click();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && here?.matches("[data-focus]")) {
    event.preventDefault();
    $("button", here.closest(".field")).click();
    return;
  }
  if (event.key === "Escape" && isField(here)) { here.blur(); return; }
  if (event.repeat || off() || !entry() || !$(".keys") || isField(here) || event.key.length !== 1) return;
  if (event.key === " " || here?.matches("summary, button, a") && event.key === "Enter") return;
  const press = (element) => { event.preventDefault(); element?.click(); };
  if (event.key === "?") { event.preventDefault(); $(".keys").open = !$(".keys").open; }
  else if (event.key === "e") { event.preventDefault(); $("#f-words").focus(); }
  else if ($(`[data-focus="${CSS.escape(event.key)}"]`)) { event.preventDefault(); $(`[data-focus="${CSS.escape(event.key)}"]`).focus(); }
  else if ($(`[data-key="${CSS.escape(event.key)}"]`)) press($(`[data-key="${CSS.escape(event.key)}"]`));
});

// --- names to pick from while one types, in any script (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/)
const last = (input) => {
  const before = input.value.slice(0, input.selectionStart), begin = before.lastIndexOf(";") + 1;
  return { begin, typed: before.slice(begin).trim() };
};
let picked = 0;
const closePicks = () => {
  $(".picks")?.remove();
  for (const input of all("[data-pick][aria-expanded=true]")) {
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
};
const offer = async (input) => {
  const turn = ++picked, { typed } = last(input);
  if (typed.length < 2 && /^[\p{Script=Latin}\P{L}]*$/u.test(typed)) return closePicks(); // 习 is a word, l is not
  let rows;
  try {
    rows = await (await fetch(`/pick/${input.dataset.pick}?q=${encodeURIComponent(typed)}`)).json();
  } catch {
    return closePicks();
  }
  if (turn !== picked || document.activeElement !== input) return;
  closePicks();
  rows = rows.filter((row) => String(row.id) !== input.dataset.not);
  if (!rows.length || (rows.length === 1 && rows[0].name === typed)) return;
  const list = document.createElement("ul");
  list.className = "picks";
  list.id = "picks";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Known names");
  rows.forEach((row, number) => {
    const item = document.createElement("li");
    item.id = `pick-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.value = input.dataset.pick === "source" ? String(row.id) : row.name;
    item.append(row.name);
    if (row.detail) {
      const detail = document.createElement("span");
      detail.className = "dim";
      detail.textContent = ` ${row.detail}`;
      item.append(detail);
    }
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(input, item); });
    list.append(item);
  });
  input.after(list);
  input.setAttribute("aria-expanded", "true");
};
const take = (input, item) => {
  const { begin } = last(input), rest = input.value.slice(input.selectionStart).replace(/^[^;]*/, "");
  const before = input.value.slice(0, begin);
  input.value = `${before}${before ? " " : ""}${item.dataset.value}${rest}`;
  picked++;
  closePicks();
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
document.addEventListener("input", (event) => {
  if (event.target.dataset?.pick && event.isTrusted) offer(event.target);
});
document.addEventListener("focusout", (event) => { if (event.target.dataset?.pick) closePicks(); });
document.addEventListener("keydown", (event) => {
  const input = event.target, items = all(".picks li");
  if (!input.dataset?.pick || !items.length || isComposing(event)) return;
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: (now + 1) % items.length, ArrowUp: (now < 1 ? items.length : now) - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.forEach((item, number) => item.setAttribute("aria-selected", String(number === to)));
    input.setAttribute("aria-activedescendant", items[to].id);
  } else if (event.key === "Enter" && now >= 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    take(input, items[now]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    closePicks();
  }
}, true);

// --- parts of a page that are new after a change
const prepare = () => {
  for (const input of all("[data-pick]")) {
    input.removeAttribute("list");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "picks", "aria-autocomplete": "list" })) input.setAttribute(name, value);
  }
  for (const one of all("[data-without-scripts]")) one.hidden = true;
  for (const one of all("[data-with-scripts]")) one.hidden = false;
  const box = $("#keys-off");
  if (box) {
    box.checked = off();
    box.addEventListener("change", () => {
      try { localStorage.setItem("keys", box.checked ? "off" : "on"); } catch { /* until the page closes */ }
      showKeys();
    });
  }
};
prepare();
// --- a file that is dropped, and documents that are being read
const drop = $("#drop");
if (drop) {
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.files.length && name === "drop") return;
    event.preventDefault();
    if (name === "drop") $("#file").files = event.dataTransfer.files;
  });
}
const showJobs = async (answer, isNews) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = $("#jobs", page), active = document.activeElement;
  if (!fresh) return location.reload(); // the session has ended
  const news = all("li", fresh).filter(isNews), place = all("#jobs button").indexOf(active);
  $("#jobs").replaceWith(fresh);
  document.title = page.title;
  prepare();
  const stops = all("button", fresh);
  if (!refocus(active)) (place < 0 ? $("h1") : stops[place] ?? stops.at(-1) ?? $("h1")).focus({ preventScroll: true });
  if (news.length) $("#jobs-ended").textContent = news.map((one) => one.innerText).join(" ");
};
const stopJob = async (form) => {
  const number = form.closest("li").id;
  try {
    await showJobs(await posted(form, "stop"), (one) => one.id === number);
  } catch { /* the server has stopped */ }
};
const followJobs = async () => {
  if ($("#jobs")?.dataset.over !== "no") return;
  const isNews = (one) => one.dataset.ended === "yes" && document.getElementById(one.id)?.dataset.ended === "no";
  try {
    await showJobs(await fetch("/sources/jobs"), isNews);
  } catch { /* the server has stopped */ }
  setTimeout(followJobs, 1000);
};
setTimeout(followJobs, 500);
const every = $("#all");
if (every) {
  every.hidden = $("#all-label").hidden = false;
  every.addEventListener("change", () => { for (const one of all("[name=proposal]:enabled")) one.checked = every.checked; });
}
