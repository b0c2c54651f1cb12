"use strict";
// Searches a publication: parses a query, finds the entries that fit, and finds the words to mark. Does not change the page.
globalThis.timelineSearch = (() => {
  // Folds a letter as search_data.folded does: without case, accents and signs.
  const plain = new Map();
  const folded = (letter) => {
    let bare = plain.get(letter);
    if (bare === undefined) {
      bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ").replace(/\u0640/g, "");
      bare = bare.replace(/[^\p{L}\p{N}]/gu, " ");
      plain.set(letter, bare);
    }
    return bare;
  };

  // Returns the folded text with a blank before each word, and for each letter its position in the original.
  const fold = (original) => {
    let text = " ", place = 0;
    const places = [0];
    for (const letter of original) {
      for (const one of folded(letter)) {
        if (one === " " && text.endsWith(" ")) continue;
        text += one;
        for (let unit = 0; unit < one.length; unit++) places.push(place);
      }
      place += letter.length;
    }
    return { text, places: [...places, place] };
  };

  const WITH_WORDS = /^[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{N} ]*$/u;

  // Parses a query into groups of terms; an entry fits if one term of each group holds. A term is the beginning of a
  // word, but may be inside one in scripts with prefixes or without blanks; quotation marks make a phrase, a minus
  // negates, OR puts terms into one group. A term also has, for each kind, the entities with a name that contains it.
  const terms = (typed, data) => {
    const groups = [];
    let isOr = false;
    for (const [, minus, phrase, word] of typed.matchAll(/(-?)(?:["“„«]([^"“”„«»]*)["”»]?|(\S+))/gu)) {
      if (word === "OR" && !minus && groups.length) {
        isOr = true;
        continue;
      }
      let text = fold(phrase ?? word).text.trimEnd();
      if (!text) continue;
      if (!WITH_WORDS.test(text)) text = text.slice(1);
      const names = [];
      for (const kind in data.names) {
        const all = data.names[kind];
        const numbers = Object.keys(all).filter((n) => all[n].includes(text)).map(Number);
        if (numbers.length) names.push([data[kind], new Set(numbers)]);
      }
      const term = { text, names, negated: minus === "-" };
      if (isOr) groups.at(-1).push(term);
      else groups.push([term]);
      isOr = false;
    }
    return groups;
  };

  // Returns the positions of words in a text: pairs of beginning and end, in order and without overlap.
  const spots = (original, words) => {
    const { text, places } = fold(original);
    const pairs = [];
    for (const word of words) {
      const lead = word.startsWith(" ") ? 1 : 0;
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        let end = at + word.length;
        while (end < places.length - 1 && places[end] === places[end - 1]) end++; // one character may fold to several letters
        pairs.push([places[at + lead], places[end]]);
      }
    }
    pairs.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let last = 0;
    return pairs.filter(([begin, end]) => begin >= last && (last = end));
  };

  const MONTHS = "january february march april may june july august september october november december".split(" ");

  // Returns the first or last day that a date may mean: 2014, 2014-03, 2014-03-18, March 2014, 18 March 2014; else null.
  const bound = (typed, isLast) => {
    let [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(typed) ?? [];
    const worded = /^(?:(\d{1,2}) +)?([a-z]{3,9})\.? +(\d{4})$/.exec(typed.toLowerCase());
    if (worded) {
      [, day, , year] = worded;
      month = String(MONTHS.findIndex((name) => name.startsWith(worded[2])) + 1).padStart(2, "0");
      day = day?.padStart(2, "0");
    }
    if (!year || month < "01" || month > "12") return null;
    if (day && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== Number(day)) return null;
    return `${year}-${month ?? (isLast ? "12" : "01")}-${day ?? (isLast ? "31" : "01")}`;
  };

  const holds = ({ text, names, negated }, words, i) => {
    if (words.includes(text)) return !negated;
    for (const [references, numbers] of names) for (const n of references[i]) if (numbers.has(n)) return !negated;
    return negated;
  };

  // Returns the filters by entity: the references of all entries, and the numbers of which each entry needs one. Only
  // statements have a country.
  const byEntity = (data, filters) => {
    const conditions = ["speaker", "topic", "place", "source"].filter((kind) => filters[kind]).map((kind) => [data[kind], new Set([Number(filters[kind])])]);
    if (filters.country) {
      const speakers = data.speaker.map((numbers, i) => (data.event[i] ? [] : numbers));
      conditions.push([speakers, new Set(Object.hasOwn(data.countries, filters.country) ? data.countries[filters.country] : [])]);
    }
    return conditions;
  };

  // Returns the positions of the entries that fit, how many undated or later reported ones might fit, and the words to mark.
  const search = (data, filters) => {
    const groups = terms(filters.search ?? "", data);
    const first = filters.since ? bound(filters.since, false) : null;
    const last = filters.until ? bound(filters.until, true) : null;
    const conditions = byEntity(data, filters);
    const reported = new Set(data.reported);
    const checked = filters.checked ? new Set(data.checked) : null;
    const event = filters.kind ? { event: 1, statement: 0 }[filters.kind] : null;
    const hits = [];
    let undated = 0, later = 0;
    next: for (let i = 0; i < data.id.length; i++) {
      if (event !== null && data.event[i] !== event) continue;
      if (checked && checked.has(i) !== (filters.checked === "yes")) continue;
      for (const [references, numbers] of conditions) if (!references[i].some((n) => numbers.has(n))) continue next;
      for (const group of groups) if (!group.some((term) => holds(term, data.text[i], i))) continue next;
      if (first || last) {
        if (data.first[i] === null) {
          undated++;
          continue;
        }
        const begins = data.first[i], ends = data.last[i] || begins;
        if (first && ((filters.certainly ? begins : ends) < first || (filters.certainly && reported.has(i)))) continue;
        if (last && (filters.certainly ? ends : begins) > last) {
          if (!filters.certainly && reported.has(i)) later++;
          continue;
        }
      }
      hits.push(i);
    }
    const words = groups.flat().filter((term) => !term.negated).map((term) => term.text);
    return { hits, undated, later, words, isEmpty: Boolean(filters.search) && !groups.length };
  };

  return { bound, search, spots };
})();
