"use strict";
// Filters, pages and marked words of what is published, without a server; every page is whole without this, too.
(() => {
  const FIELDS = ["speaker", "country", "topic", "place", "source", "kind", "since", "until", "certainly"];
  const page = document.documentElement;
  page.classList.add("scripted");

  const { bound, search, spots } = globalThis.timelineSearch;

  // What shows a page of hits: nodes that are there already, or lines that are fetched and put in. Tells whether it has.
  // Nodes that are not shown are out of the page, where they would cost every change of it some time.
  const nodesOf = (list) => {
    const all = [...list.querySelectorAll(".entry")];
    const years = all.map((node) => node.closest(".year"));
    const columns = all.map((node) => node.parentNode);
    return (hits) => {
      const shown = [];
      for (const i of hits) {
        if (shown.at(-1) !== years[i]) {
          shown.push(years[i]);
          columns[i].replaceChildren();
        }
        columns[i].append(all[i]);
      }
      if (all.length) list.replaceChildren(...shown);
      list.classList.remove("paged");
      return true;
    };
  };

  const script = (src) =>
    new Promise((done, failed) => document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: failed })));

  const linesOf = (list, size) => {
    const whole = [...list.childNodes];
    const parts = (globalThis.timelineParts ??= {});
    let turn = 0;
    return async (hits, asked) => {
      const mine = ++turn;
      if (!asked) {
        list.replaceChildren(...whole);
        return true;
      }
      const needed = [...new Set(hits.map((i) => Math.floor(i / size)))].filter((n) => !parts[n]);
      await Promise.all(needed.map((n) => script(`part-${n}.js`)));
      if (mine !== turn) return false;
      let html = "", year = null;
      for (const i of hits) {
        const [heading, line] = parts[Math.floor(i / size)][i % size];
        if (heading !== year) {
          const safe = document.createElement("i");
          safe.textContent = heading;
          html += `${year === null ? "" : "</ol></section>"}<section class="year"><h2>${safe.innerHTML}</h2><ol class="entries">`;
          year = heading;
        }
        html += line;
      }
      list.innerHTML = html && `${html}</ol></section>`;
      return true;
    };
  };

  // Marks the words that were found; what was marked before is as it was again.
  // It waits until they are shown: long texts take longer than a key stroke may.
  let marks = [], waiting = 0;
  const unmark = () => {
    clearTimeout(waiting);
    const around = new Set(marks.map((one) => one.parentNode));
    for (const one of marks) one.replaceWith(one.textContent);
    for (const one of around) one.normalize();
    marks = [];
  };
  const mark = (list, words) => {
    for (const part of list.querySelectorAll(".words, .more, .original")) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (texts.nextNode()) nodes.push(texts.currentNode);
      for (const node of nodes) for (const [begin, end] of spots(node.data, words).reverse()) {
        const found = node.splitText(begin);
        found.splitText(end - begin);
        const made = document.createElement("mark");
        found.replaceWith(made);
        made.append(found);
        marks.push(made);
      }
      const first = part.classList.contains("long") && part.querySelector("mark");
      if (first) part.scrollTop = first.offsetTop - part.offsetTop - 60;
    }
  };
  // What is very long is shown in part, at the first word that was found in it, until all of it is asked for.
  const LONG = 1500;
  const cut = (list) => {
    for (const part of list.querySelectorAll(".words, .more, .original")) {
      if (part.textContent.length < LONG || part.classList.contains("long")) continue;
      const whole = Object.assign(document.createElement("button"), { type: "button", textContent: "All of it" });
      whole.addEventListener("click", () => {
        part.classList.remove("long");
        whole.remove();
      });
      part.classList.add("long");
      part.after(whole);
    }
  };
  const markSoon = (list, words) => {
    clearTimeout(waiting);
    waiting = setTimeout(mark, 100, list, words);
  };

  const asks = (text) => Object.fromEntries([...new URLSearchParams(text)].filter(([name, value]) => value && (FIELDS.includes(name) || name === "search")));

  const begin = async (list) => {
    const form = document.getElementById("narrow");
    const find = document.getElementById("find");
    const found = document.getElementById("found");
    const turn = document.getElementById("turn");
    const pages = document.getElementById("pages");
    const inside = document.getElementById("searched");
    if (!form) return;
    if (!inside) await script("searched.js");
    const data = inside ? JSON.parse(inside.textContent) : globalThis.timelineSearched;
    const show = inside ? nodesOf(list) : linesOf(list, Number(list.dataset.parts));
    let asked = {}, at = 0, result = { hits: [], undated: 0, words: [] };

    const isAsked = () => Object.keys(asked).length > 0;
    const { format: number } = new Intl.NumberFormat("en");
    const turnTo = async (to) => {
      const last = Math.max(0, Math.ceil(result.hits.length / data.size) - 1);
      at = Math.min(Math.max(to, 0), last);
      const isWhole = !inside && !isAsked();
      const begins = at * data.size;
      const those = result.hits.slice(begins, begins + data.size);
      turn.hidden = isWhole || last === 0;
      pages.hidden = !isWhole;
      const [back, on] = turn.querySelectorAll("button");
      back.disabled = at === 0;
      on.disabled = at === last;
      const many = result.hits.length;
      const range = `${number(begins + 1)} to ${number(begins + those.length)}`;
      const left = result.undated ? `; ${number(result.undated)} undated left out` : "";
      found.textContent = isAsked()
        ? `${many ? `${number(many)} of ${number(data.id.length)} entries fit` : "Nothing fits"}${last ? `, here ${range}` : ""}${left}.`
        : last && !isWhole ? `Here ${range}.` : "";
      const { words } = result;
      try {
        unmark();
        if (!(await show(those, isAsked()))) return;
        cut(list);
        if (words.length) markSoon(list, words);
      } catch {
        found.textContent = "A file of the list could not be loaded; what is shown is not what was asked for.";
      }
    };
    const apply = (to = 0) => {
      const wrong = ["since", "until"].filter((name) => asked[name] && !bound(asked[name]));
      for (const name of ["since", "until"]) form.elements[name].setAttribute("aria-invalid", String(wrong.includes(name)));
      if (wrong.length) {
        found.textContent = `“${asked[wrong[0]]}” is no date to filter by; write 2014, March 2014, 2014-03 or 2014-03-18.`;
        return;
      }
      result = search(data, asked);
      page.classList.toggle("narrowed", isAsked());
      if (result.isEmpty) {
        result.hits = [];
        turnTo(0);
        found.textContent = `There is no word to search for in “${asked.search}”.`;
        return;
      }
      return turnTo(to);
    };
    const isBox = (field) => field.type === "checkbox";
    const fill = () => {
      for (const name of FIELDS) {
        const field = form.elements[name];
        if (field && isBox(field)) field.checked = Boolean(asked[name]);
        else if (field) field.value = asked[name] ?? "";
      }
      find.value = asked.search ?? "";
    };
    // What is chosen and turned to is a step that the browser can take back; what is typed is one for all its letters.
    let isTyping = false;
    const tell = (typing = false) => {
      try {
        const all = new URLSearchParams(at ? { ...asked, page: at + 1 } : asked);
        const step = typing && isTyping ? "replaceState" : "pushState";
        isTyping = typing;
        history[step](null, "", `${location.href.split(/[?#]/)[0]}#${all}`);
      } catch {
        // an address that may not be changed is left as it is
      }
    };
    const typed = (event) => {
      const given = FIELDS.map((name) => {
        const field = form.elements[name];
        return [name, field && (isBox(field) && !field.checked ? "" : field.value.trim())];
      });
      const now = Object.fromEntries([...given, ["search", find.value.trim()]].filter(([, value]) => value));
      if (JSON.stringify(now) === JSON.stringify(asked)) return; // a change that was told as it was typed
      asked = now;
      apply();
      tell(event?.target.type === "search" || event?.target.type === "text");
    };
    // Where an address leads: to an entry, to what fits, or to a part of the page, which the browser finds.
    const follow = (isFirst) => {
      const text = location.hash.slice(1);
      const entry = /^e(\d+)$/.exec(text);
      if (entry && inside) {
        const place = data.id.indexOf(Number(entry[1]));
        if (place < 0) return isFirst && apply();
        if (!result.hits.includes(place)) {
          asked = {};
          fill();
          result = search(data, asked);
        }
        turnTo(Math.floor(result.hits.indexOf(place) / data.size));
        location.replace(`#${text}`); // now that it is there, it is what the address means, and looks so
      } else if (text.includes("=") || text === "") {
        asked = asks(text === "" && isFirst ? location.search : location.hash.slice(1));
        fill();
        apply(Math.max(0, Number(new URLSearchParams(text).get("page")) - 1 || 0));
        if (text.includes("=") && (!isFirst || document.getElementById(text))) document.getElementById("main").scrollIntoView();
      } else if (isFirst) {
        apply();
        document.getElementById(text)?.scrollIntoView();
      }
    };

    form.hidden = false;
    for (const kind of ["input", "change"]) form.addEventListener(kind, typed);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      asked = {};
      fill();
      apply();
      tell();
    });
    find.addEventListener("input", typed);
    find.form.addEventListener("submit", (event) => {
      event.preventDefault();
      typed(event);
    });
    turn.addEventListener("click", (event) => {
      const by = Number(event.target.dataset?.turn);
      if (!by) return;
      turnTo(at + by);
      tell();
      list.scrollIntoView();
    });
    // A period of the overview narrows what is asked for already.
    document.querySelector(".band")?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const target = link?.getAttribute("href").split("#")[1];
      if (!target) return;
      event.preventDefault();
      const { since: _since, until: _until, ...others } = asked;
      const { since, until } = asks(target);
      asked = { ...others, ...(since && { since }), ...(until && { until }) };
      fill();
      apply();
      tell();
    });
    addEventListener("hashchange", () => follow(false));
    follow(true);
    page.dataset.ready = "";
  };

  addEventListener("DOMContentLoaded", () => {
    const list = document.getElementById("list");
    if (list) begin(list);
  });
})();
