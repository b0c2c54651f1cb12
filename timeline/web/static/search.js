"use strict";
// Finding in what is published: what is typed, what fits it, and which words of a text it means. Touches no page.
globalThis.timelineSearch = (() => {
  // As finding.folded does it, letter by letter: nothing is left of case, accents and signs.
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

  // The text with a blank before each word, and for each letter of it where it stands in what was given.
  const fold = (given) => {
    let text = " ", place = 0;
    const places = [0];
    for (const letter of given) {
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

  // The words that are asked for: each begins a word, but in scripts whose words grow in front or have no blanks
  // between them it may stand anywhere; quotation marks hold a phrase together, a minus takes away, and of those with
  // OR between them one is enough: groups of terms, of each of which one has to hold. Each term comes with the entries' numbers of speakers, topics and places, and which of these are called so.
  const terms = (typed, data) => {
    const found = [];
    let isOr = false;
    for (const [, minus, phrase, word] of typed.matchAll(/(-?)(?:["“„«]([^"“”„«»]*)["”»]?|(\S+))/gu)) {
      if (word === "OR" && !minus && found.length) {
        isOr = true;
        continue;
      }
      let text = fold(phrase ?? word).text.trimEnd();
      if (!text) continue;
      if (!WITH_WORDS.test(text)) text = text.slice(1);
      const called = [];
      for (const kind in data.names) {
        const names = data.names[kind];
        const numbers = Object.keys(names).filter((n) => names[n].includes(text)).map(Number);
        if (numbers.length) called.push([data[kind], new Set(numbers)]);
      }
      const term = { text, called, negated: minus === "-" };
      if (isOr) found.at(-1).push(term);
      else found.push([term]);
      isOr = false;
    }
    return found;
  };

  // Where words stand in a text: pairs of beginning and end, in order and apart.
  const spots = (given, words) => {
    const { text, places } = fold(given);
    const found = [];
    for (const word of words) {
      const lead = word.startsWith(" ") ? 1 : 0;
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        let end = at + word.length;
        while (end < places.length - 1 && places[end] === places[end - 1]) end++; // one sign may be several letters
        found.push([places[at + lead], places[end]]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let last = 0;
    return found.filter(([begin, end]) => begin >= last && (last = end));
  };

  const MONTHS = "january february march april may june july august september october november december".split(" ");

  // The first or last day that a date may mean: 2014, 2014-03, 2014-03-18, March 2014, 18 March 2014. Null for none.
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

  const holds = ({ text, called, negated }, words, i) => {
    if (words.includes(text)) return !negated;
    for (const [those, numbers] of called) for (const n of those[i]) if (numbers.has(n)) return !negated;
    return negated;
  };

  // What narrows by numbers: the entries' own, and which of them will do. Only what is said has a country.
  const chosen = (data, asked) => {
    const wanted = ["speaker", "topic", "place", "source"].filter((kind) => asked[kind]).map((kind) => [data[kind], new Set([Number(asked[kind])])]);
    if (asked.country) {
      const said = data.speaker.map((those, i) => (data.event[i] ? [] : those));
      wanted.push([said, new Set(Object.hasOwn(data.countries, asked.country) ? data.countries[asked.country] : [])]);
    }
    return wanted;
  };

  // The places of the entries that fit, how many fit but for their having no date, and the words to be marked in them.
  const search = (data, asked) => {
    const wanted = terms(asked.search ?? "", data);
    const first = asked.since ? bound(asked.since, false) : null;
    const last = asked.until ? bound(asked.until, true) : null;
    const numbers = chosen(data, asked);
    const event = asked.kind ? { event: 1, statement: 0 }[asked.kind] : null;
    const hits = [];
    let undated = 0;
    next: for (let i = 0; i < data.id.length; i++) {
      if (event !== null && data.event[i] !== event) continue;
      for (const [those, fit] of numbers) if (!those[i].some((n) => fit.has(n))) continue next;
      for (const group of wanted) if (!group.some((term) => holds(term, data.text[i], i))) continue next;
      if (first || last) {
        if (data.first[i] === null) {
          undated++;
          continue;
        }
        const begins = data.first[i], ends = data.last[i] || begins;
        if (first && (asked.certainly ? begins : ends) < first) continue;
        if (last && (asked.certainly ? ends : begins) > last) continue;
      }
      hits.push(i);
    }
    const words = wanted.flat().filter((term) => !term.negated).map((term) => term.text);
    return { hits, undated, words, isEmpty: Boolean(asked.search) && !wanted.length };
  };

  return { bound, search, spots };
})();
