"use strict";
// Search, filters and pages of what is published, without a server; every page is whole without this, too.
(() => {
  const FIELDS = ["speaker", "topic", "place", "kind", "since", "until"];
  const page = document.documentElement;
  page.classList.add("scripted");

  // As finding.folded does it: a blank before each word, and nothing left of case, accents and signs.
  const fold = (text) =>
    " " +
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ").replace(/\u0640/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const WITH_WORDS = /^[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{N} ]*$/u;

  // The words that are asked for: each begins a word, but in scripts whose words grow in front or have no blanks
  // between them it may stand anywhere; quotation marks hold a phrase together, a minus takes away.
  // Each comes with the entries' numbers of speakers, topics and places, and which of these are called so.
  const terms = (typed, data) => {
    const found = [];
    for (const [, minus, phrase, word] of typed.matchAll(/(-?)(?:["“„«]([^"“”„«»]*)["”»]?|(\S+))/gu)) {
      let text = fold(phrase ?? word);
      if (text === " ") continue;
      if (!WITH_WORDS.test(text)) text = text.slice(1);
      const called = [];
      for (const kind in data.names) {
        const names = data.names[kind];
        const numbers = Object.keys(names).filter((n) => names[n].includes(text)).map(Number);
        if (numbers.length) called.push([data[kind], new Set(numbers)]);
      }
      found.push({ text, called, negated: minus === "-" });
    }
    return found;
  };

  // The first or last day that a date may mean; null for what is none.
  const bound = (typed, month, day) => {
    const read = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(typed);
    return read && `${read[1]}-${read[2] ?? month}-${read[3] ?? day}`;
  };

  const holds = ({ text, called }, words, i) => {
    if (words.includes(text)) return true;
    for (const [those, numbers] of called) for (const n of those[i]) if (numbers.has(n)) return true;
    return false;
  };

  const search = (data, asked) => {
    const wanted = terms(asked.search ?? "", data);
    const first = asked.since ? bound(asked.since, "01", "01") : null;
    const last = asked.until ? bound(asked.until, "12", "31") : null;
    const numbers = ["speaker", "topic", "place"].filter((kind) => asked[kind]).map((kind) => [data[kind], Number(asked[kind])]);
    const event = asked.kind ? Number(asked.kind === "event") : null;
    const hits = [];
    let undated = 0;
    next: for (let i = 0; i < data.id.length; i++) {
      if (event !== null && data.event[i] !== event) continue;
      for (const [those, number] of numbers) if (!those[i].includes(number)) continue next;
      for (const term of wanted) if (holds(term, data.text[i], i) === term.negated) continue next;
      if (first || last) {
        if (data.first[i] === null) {
          undated++;
          continue;
        }
        if (first && (data.last[i] || data.first[i]) < first) continue;
        if (last && data.first[i] > last) continue;
      }
      hits.push(i);
    }
    return { hits, undated };
  };

  // What shows a page of hits: nodes that are there and marked, or lines that are fetched and put in.
  const nodesOf = (list) => {
    const nodes = list.getElementsByClassName("entry");
    const all = [...nodes];
    let shown = list.querySelectorAll(".on");
    return (hits) => {
      for (const node of shown) node.classList.remove("on");
      shown = [];
      for (const i of hits) {
        const year = all[i].parentNode.parentNode;
        shown.push(all[i], year);
        all[i].classList.add("on");
        year.classList.add("on");
      }
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
        return;
      }
      const needed = [...new Set(hits.map((i) => Math.floor(i / size)))].filter((n) => !parts[n]);
      await Promise.all(needed.map((n) => script(`part-${n}.js`)));
      if (mine !== turn) return;
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
    };
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
    let asked = {}, at = 0, result = { hits: [], undated: 0 };

    const isAsked = () => Object.keys(asked).length > 0;
    const number = (n) => n.toLocaleString("en");
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
      await show(those, isAsked());
    };
    const apply = () => {
      const wrong = ["since", "until"].filter((name) => asked[name] && !bound(asked[name], "01", "01"));
      for (const name of ["since", "until"]) form.elements[name].setAttribute("aria-invalid", String(wrong.includes(name)));
      if (wrong.length) {
        found.textContent = `“${asked[wrong[0]]}” is no date to filter by; write 2014, 2014-03 or 2014-03-18.`;
        return;
      }
      result = search(data, asked);
      turnTo(0);
    };
    const fill = () => {
      for (const name of FIELDS) if (form.elements[name]) form.elements[name].value = asked[name] ?? "";
      find.value = asked.search ?? "";
    };
    const tell = () => {
      try {
        history.replaceState(null, "", `#${new URLSearchParams(asked)}`);
      } catch {
        // an address that may not be changed is left as it is
      }
    };
    const typed = () => {
      const given = FIELDS.map((name) => [name, form.elements[name]?.value.trim()]);
      asked = Object.fromEntries([...given, ["search", find.value.trim()]].filter(([, value]) => value));
      apply();
      tell();
    };
    // Where an address leads: to an entry, to what fits, or to a part of the page, which the browser finds.
    const follow = (isFirst) => {
      const text = location.hash.slice(1);
      const entry = /^e(\d+)$/.exec(text);
      if (entry && inside) {
        const place = data.id.indexOf(Number(entry[1]));
        if (place < 0) return;
        if (!result.hits.includes(place)) {
          asked = {};
          fill();
          result = search(data, asked);
        }
        turnTo(Math.floor(result.hits.indexOf(place) / data.size));
        document.getElementById(text).scrollIntoView();
      } else if (text.includes("=") || text === "") {
        asked = asks(text === "" && isFirst ? location.search : location.hash.slice(1));
        fill();
        apply();
        if (text.includes("=") && !isFirst) document.getElementById("main").scrollIntoView();
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
      typed();
    });
    turn.addEventListener("click", (event) => {
      const by = Number(event.target.dataset?.turn);
      if (!by) return;
      turnTo(at + by);
      list.scrollIntoView();
    });
    // A period of the overview narrows what is asked for already.
    document.querySelector(".band")?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const target = link?.getAttribute("href").split("#")[1];
      if (!target) return;
      event.preventDefault();
      const { since, until } = asks(target);
      asked = { ...asked, since, until };
      for (const name of ["since", "until"]) if (!asked[name]) delete asked[name];
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
