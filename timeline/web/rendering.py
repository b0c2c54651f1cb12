"""Render a page as HTML. Everything is escaped; only http and https addresses become links."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.evidence.verify import Check
from timeline.formats.jsonl import dump
from timeline.reading.counts import Count
from timeline.reading.proposals import ProposalRecord
from timeline.reading.records import Record
from timeline.reading.threads import Node
from timeline.render import arrivals, proposal_list
from timeline.render.checks import check_words, is_checked, sentence, standing
from timeline.render.safe import HIT, UNHIT
from timeline.render.search_hits import snippet
from timeline.render.text import describe_source, human_date, year_of
from timeline.web.links import Links
from timeline.words import addresses
from timeline.words.printable import UNSAFE, inert

#: longer words are cut in a line to quote
_QUOTE_CHARACTERS = 400
_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]{0,15}")
#: state of a check → its words on a page
UNPROVEN = {
    "moved": "The words are in another place of the stored text",
    "ambiguous": "The words occur several times in the stored text",
    "changed": "The stored copy differs",
    "missing": "Not found in the stored copy",
    "no snapshot": "Not looked up, because the text of the source is not stored",
}
#: characters that no page can have
_SURROGATES = re.compile("[\ud800-\udfff]")
#: line ends before a tag that begins or ends a block
_BETWEEN = re.compile(r">\n+(?=</?(?:blockquote|div|li|p|ul)\b)")


def environment(links: Links, *, is_served: bool, **more: object) -> Environment:
    """Return the Jinja environment of the templates, with addresses from ``links``."""
    jinja = Environment(
        loader=PackageLoader("timeline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    jinja.globals |= {"links": links, "is_served": is_served, "base": "", "without": without, "editor": None}
    jinja.globals |= {"citation_line": citation_line, **more}
    jinja.filters |= {
        "arrival": arrivals.words,
        "human": human, "date_of": human_date, "marked": marked, "described": describe_source,
        "safe_url": addresses.safe, "entry_count": entry_count, "direction": direction, "lookup": lookup,
        "wikidata_id": _WIKIDATA_ID.fullmatch, "unproven": unproven if is_served else unproven_for_readers,
        "script": script, "tight": tight, "groupby_heading": by_heading, "count_label": count_label,
        "groupby_year": by_year, "node_date": node_date, "check_words": check_words, "is_checked": is_checked,
        "sentence": sentence, "standing": standing, "query": query, "exact": exact, "groupby_source": by_source,
        "typed": typed,
    }  # fmt: skip
    return jinja


def _finalize(value: object) -> object:
    """Return a value for a page, with unsafe characters replaced."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(value)
    return "" if value is None else value


def entry_count(entries: int) -> str:
    """Return a number of entries in words: ``1 entry``, ``14 entries``."""
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


@lru_cache(4096)
def human(date: str | None) -> str:
    """Return an EDTF date in words."""
    if not date:
        return ""
    try:
        return PartialDate.parse(date).human()
    except DateError:  # written by plain SQL
        return date


def by_year(records: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Yield entries grouped by the year in which they may begin."""
    for year, group in groupby(records, key=year_of):
        yield year, list(group)


def by_source(proposals: Iterable[ProposalRecord]) -> Iterator[tuple[str, list[ProposalRecord]]]:
    """Yield proposals grouped by the title of their source."""
    for _, group in groupby(proposals, key=lambda one: one["source"]["id"]):
        same = list(group)
        yield proposal_list.source_name(same[0]["source"]), same


def query(filters: Mapping[str, object]) -> str:
    """Return filters as the query of an address, without those that are empty."""
    return urlencode({name: str(value) for name, value in filters.items() if value})


def node_date(node: Node) -> str:
    """Return the date of an entry of a thread in words."""
    return human_date({"date": node.date, "time": node.time})


def by_heading(counts: Iterable[Count], by: str) -> Iterator[tuple[str, list[Count]]]:
    """Yield counts, with those by month grouped by year."""
    for year, group in groupby(counts, key=lambda count: count.label[:4] if by == "month" else ""):
        yield (year if year.isdigit() else ""), list(group)


def count_label(count: Count, by: str) -> str:
    """Return the label of a count in words."""
    if by == "month" and len(count.label) == len("2014"):
        return "not in a single month"
    return human(count.label) if by == "month" else count.label or "without a name"


def without(filters: Mapping[str, object], name: str, value: object) -> dict[str, object]:
    """Return filters without one value of one of them."""
    values = filters[name]
    return {**filters, name: [one for one in values if one != value] if isinstance(values, list) else None}


def lookup(name: str, names: dict[str, str]) -> str:
    """Return the value of a name."""
    return names[name]


def unproven(check: Check) -> str:
    """Return a sentence that says why something is not proven."""
    if check.state == "no snapshot" or (check.what == "citation" and check.words is None):
        return unproven_for_readers(check)  # the detail says how to add what is missing at a shell
    return f"{UNPROVEN[check.state]}{f' ({check.detail})' if check.detail else ''}."


def unproven_for_readers(check: Check) -> str:
    """Return a sentence that says that something is not proven, without the details that help to fix it."""
    if check.what == "citation" and check.words is None:
        return "No words of this source are cited."
    return f"{UNPROVEN[check.state]}."


def direction(text: str) -> Markup:
    """Return the attribute for a text's own direction of writing; ASCII text does not need it."""
    return Markup("" if text.isascii() else ' dir="auto"')  # noqa: S704


def marked(text: str | None, words: re.Pattern[str] | None, longest: int | None = None) -> Markup:
    """Return a text with the words of a search marked, cut around them; without a search cut after ``longest``."""
    safe = inert(text or "")
    if words is None:
        is_long = longest is not None and len(safe) > longest + longest // 4
        return escape(f"{safe[:longest].rpartition(' ')[0] or safe[:longest]} …" if is_long else safe)
    html = str(escape(snippet(words, safe)))
    return Markup(html.replace(HIT, "<mark>").replace(UNHIT, "</mark>"))  # noqa: S704


def tight(html: Markup) -> Markup:
    """Return HTML without the line ends between its blocks; those within text stay, because < and > are escaped."""
    return Markup(_BETWEEN.sub(">", html))  # noqa: S704


def exact(text: str) -> Markup:
    """Return a text in which a browser finds every character at its place: it would drop a CR in front of an LF."""
    return Markup(str(escape(inert(text))).replace("\r", "&#13;"))  # noqa: S704


def typed(text: object) -> Markup:
    """Return the value of a field of a form: every character as it is, for the form sends it back to be stored."""
    return Markup(str(escape(_SURROGATES.sub("\ufffd", str(text)))))  # noqa: S704


def script(value: object) -> Markup:
    """Return data as JSON that is safe in a script element: nothing in it can end that element."""
    text = UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", dump(value))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def citation_line(record: Record, address: str, doubt: str | None = None) -> str:
    """Return an entry as a line to quote: who, when, what, from which source, and with a ``doubt`` about its words."""
    text = " ".join(str(record["title"] if record["kind"] == "event" else record["text"]).split())
    words = text if len(text) <= _QUOTE_CHARACTERS else f"{text[:_QUOTE_CHARACTERS].rpartition(' ')[0]} […]"
    is_quoted = record["mode"] == "verbatim"
    quote = f"“{words}”" if is_quoted else words.rstrip(".")
    notes = [] if is_quoted or record["kind"] == "event" else ["paraphrased"]
    notes += [doubt] if doubt else []
    notes += ["doubted"] if (check := standing(record)) and check["doubt"] else []
    who = ", ".join(filter(None, (record["speaker"], record["office"] or record["role"] if record["speaker"] else "")))
    sources = []
    for citation in record["citations"]:
        via = f", via {citation['via']['publisher'] or describe_source(citation['via'])}" if citation["via"] else ""
        against = ", which disputes it" if citation["stance"] == "disputes" else ""
        sources.append(f"{describe_source(citation['source'])}{via}{against}")
    parts = [f" [{', '.join(notes)}]" if notes else "", f" ({'; '.join(sources)})" if sources else ""]
    return f"{f'{who}, ' if who else ''}{human_date(record)}: {quote}{''.join(parts)}. {address}"
