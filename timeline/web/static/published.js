"use strict";
// Filters, pages and marked words of a publication, without a server; every page is complete without this script.
(() => {
  const FIELDS = ["speaker", "country", "topic", "place", "source", "kind", "since", "until", "certainly", "checked"];
  const page = document.documentElement;
  page.classList.add("scripted");

  const { bound, search, spots } = globalThis.timelineSearch;

  // Both return a function that shows a page of hits and returns whether it did: of nodes in the page, or of fetched lines.
  // Nodes that are not shown are taken out of the page, because they would slow down every change of it.
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
    return async (hits, isFiltered) => {
      const mine = ++turn;
      if (!isFiltered) {
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

  // Marks the words of a search, and removes the marks of the one before.
  // It waits until the entries are shown, because marking long texts takes too long for a key stroke.
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
        const word = node.splitText(begin);
        word.splitText(end - begin);
        const element = document.createElement("mark");
        word.replaceWith(element);
        element.append(word);
        marks.push(element);
      }
      const first = part.classList.contains("long") && part.querySelector("mark");
      if (first) part.scrollTop = first.offsetTop - part.offsetTop - 60;
    }
  };
  // A very long text is cut and scrolled to the first marked word, until the reader asks for all of it.
  const LONG_CHARACTERS = 1500;
  const cut = (list) => {
    for (const part of list.querySelectorAll(".words, .more, .original")) {
      if (part.textContent.length < LONG_CHARACTERS || part.classList.contains("long")) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all of it" });
      button.addEventListener("click", () => {
        part.classList.remove("long");
        button.remove();
      });
      part.classList.add("long");
      part.after(button);
    }
  };
  const markSoon = (list, words) => {
    clearTimeout(waiting);
    waiting = setTimeout(mark, 100, list, words);
  };

  const filtersOf = (text) => Object.fromEntries([...new URLSearchParams(text)].filter(([name, value]) => value && (FIELDS.includes(name) || name === "search")));

  const begin = async (list) => {
    const form = document.getElementById("narrow");
    const find = document.getElementById("find");
    const status = document.getElementById("found");
    const turn = document.getElementById("turn");
    const pages = document.getElementById("pages");
    const inside = document.getElementById("searched");
    if (!form) return;
    if (!inside) await script("searched.js");
    const data = inside ? JSON.parse(inside.textContent) : globalThis.timelineSearched;
    const show = inside ? nodesOf(list) : linesOf(list, Number(list.dataset.parts));
    let filters = {}, at = 0, result = { hits: [], undated: 0, later: 0, words: [] };

    const hasFilters = () => Object.keys(filters).length > 0;
    const { format: number } = new Intl.NumberFormat("en");
    const turnTo = async (to) => {
      const last = Math.max(0, Math.ceil(result.hits.length / data.size) - 1);
      at = Math.min(Math.max(to, 0), last);
      const isWhole = !inside && !hasFilters();
      const begins = at * data.size;
      const pageHits = result.hits.slice(begins, begins + data.size);
      turn.hidden = isWhole || last === 0;
      pages.hidden = !isWhole;
      const [back, on] = turn.querySelectorAll("button");
      back.disabled = at === 0;
      on.disabled = at === last;
      const many = result.hits.length;
      const range = `${number(begins + 1)} to ${number(begins + pageHits.length)}`;
      const entries = (many) => (many === 1 ? "entry" : "entries");
      const left = (result.undated ? `; ${number(result.undated)} undated ${entries(result.undated)} left out` : "")
        + (result.later ? `; ${number(result.later)} ${entries(result.later)} reported later left out, which may be of that time` : "");
      status.textContent = hasFilters()
        ? `${many ? `${number(many)} of ${number(data.id.length)} entries fit` : "No entries fit"}${last ? `, showing ${range}` : ""}${left}.`
        : last && !isWhole ? `Showing ${range}.` : "";
      const { words } = result;
      try {
        unmark();
        if (!(await show(pageHits, hasFilters()))) return;
        cut(list);
        if (words.length) markSoon(list, words);
      } catch {
        status.textContent = "A file of the list could not be loaded; the list still shows the previous entries.";
      }
    };
    const apply = (to = 0) => {
      const wrong = ["since", "until"].filter((name) => filters[name] && !bound(filters[name]));
      for (const name of ["since", "until"]) form.elements[name].setAttribute("aria-invalid", String(wrong.includes(name)));
      if (wrong.length) {
        status.textContent = `“${filters[wrong[0]]}” is not a valid date; write 2014, March 2014, 2014-03 or 2014-03-18.`;
        return;
      }
      result = search(data, filters);
      page.classList.toggle("narrowed", hasFilters());
      if (result.isEmpty) {
        result.hits = [];
        turnTo(0);
        status.textContent = `There is no word to search for in “${filters.search}”.`;
        return;
      }
      return turnTo(to);
    };
    const isBox = (field) => field.type === "checkbox";
    const fill = () => {
      for (const name of FIELDS) {
        const field = form.elements[name];
        if (field && isBox(field)) field.checked = Boolean(filters[name]);
        else if (field) field.value = filters[name] ?? "";
      }
      find.value = filters.search ?? "";
    };
    // Each choice and each turn of a page is a step in the history of the browser; all letters typed in a row are one step.
    let isTyping = false;
    const updateAddress = (typing = false) => {
      try {
        const all = new URLSearchParams(at ? { ...filters, page: at + 1 } : filters);
        const step = typing && isTyping ? "replaceState" : "pushState";
        isTyping = typing;
        history[step](null, "", `${location.href.split(/[?#]/)[0]}#${all}`);
      } catch {
        // some browsers do not let a page from the disk change its address
      }
    };
    const onInput = (event) => {
      const values = FIELDS.map((name) => {
        const field = form.elements[name];
        return [name, field && (isBox(field) && !field.checked ? "" : field.value.trim())];
      });
      const now = Object.fromEntries([...values, ["search", find.value.trim()]].filter(([, value]) => value));
      if (JSON.stringify(now) === JSON.stringify(filters)) return; // a change event for text that input events have handled
      filters = now;
      apply();
      updateAddress(event?.target.type === "search" || event?.target.type === "text");
    };
    // Follows the address to an entry, to the entries that fit filters, or to a part of the page, which the browser finds.
    const follow = (isFirst) => {
      const text = location.hash.slice(1);
      const entry = /^e(\d+)$/.exec(text);
      if (entry && inside) {
        const place = data.id.indexOf(Number(entry[1]));
        if (place < 0) return isFirst && apply();
        if (!result.hits.includes(place)) {
          filters = {};
          fill();
          result = search(data, filters);
        }
        turnTo(Math.floor(result.hits.indexOf(place) / data.size));
        location.replace(`#${text}`); // the entry is in the page only now, so the browser looks for it again
      } else if (text.includes("=") || text === "") {
        filters = filtersOf(text === "" && isFirst ? location.search : location.hash.slice(1));
        fill();
        apply(Math.max(0, Number(new URLSearchParams(text).get("page")) - 1 || 0));
        if (text.includes("=") && (!isFirst || document.getElementById(text))) document.getElementById("main").scrollIntoView();
      } else if (isFirst) {
        apply();
        document.getElementById(text)?.scrollIntoView();
      }
    };

    form.hidden = false;
    for (const kind of ["input", "change"]) form.addEventListener(kind, onInput);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      filters = {};
      fill();
      apply();
      updateAddress();
    });
    find.addEventListener("input", onInput);
    find.form.addEventListener("submit", (event) => {
      event.preventDefault();
      onInput(event);
    });
    turn.addEventListener("click", (event) => {
      const by = Number(event.target.dataset?.turn);
      if (!by) return;
      turnTo(at + by);
      updateAddress();
      list.scrollIntoView();
    });
    // A period of the overview is added to the other filters.
    document.querySelector(".band")?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const target = link?.getAttribute("href").split("#")[1];
      if (!target) return;
      event.preventDefault();
      const { since: _since, until: _until, ...others } = filters;
      const { since, until } = filtersOf(target);
      filters = { ...others, ...(since && { since }), ...(until && { until }) };
      fill();
      apply();
      updateAddress();
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
