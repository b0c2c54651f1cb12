"""From what a page says to HTML. Everything is escaped; only http and https become links."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.evidence.verify import Check
from timeline.formats.jsonl import dump
from timeline.reading.counts import Count
from timeline.reading.records import Record
from timeline.reading.threads import Node
from timeline.render.safe import HIT, UNHIT
from timeline.render.search_hits import snippet
from timeline.render.text import describe_source, human_date, year_of
from timeline.web.links import Links

#: what turns the direction of writing or is no character, which a page shows as a sign
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
#: more characters than this are not put into a line to quote
_QUOTED = 400
_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]{0,15}")
#: in which words a state of a check is told
UNPROVEN = {
    "moved": "The words stand elsewhere in the stored text",
    "ambiguous": "The words stand several times in the stored text",
    "changed": "What is stored differs",
    "missing": "Not found in what is stored",
    "no snapshot": "Not checked, for nothing of the source is stored",
}
#: line ends before a tag that begins or ends a block
_BETWEEN = re.compile(r">\n+(?=</?(?:blockquote|div|li|p|ul)\b)")


def environment(links: Links, *, is_served: bool, **more: object) -> Environment:
    """Return what renders the templates, with every address as ``links`` gives it."""
    made = Environment(
        loader=PackageLoader("timeline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.globals |= {"links": links, "is_served": is_served, "base": "", "without": without}
    made.globals |= {"citation_line": citation_line, **more}
    made.filters |= {
        "human": human, "date_of": human_date, "marked": marked, "described": describe_source,
        "safe_url": safe_url, "many": many, "direction": direction, "lookup": lookup,
        "wikidata_id": _WIKIDATA_ID.fullmatch, "unproven": unproven if is_served else unproven_for_readers,
        "script": script, "tight": tight, "groupby_heading": by_heading, "called": called,
        "groupby_year": by_year, "node_date": node_date,
    }  # fmt: skip
    return made


def _finalize(value: object) -> object:
    """Let nothing reach a page that controls it, or turns the direction of what stands around it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(value)
    return "" if value is None else value


def inert(text: str) -> str:
    """Return a text with a sign in place of whatever controls or turns what stands around it."""
    return text if text.isprintable() else _UNSAFE.sub("\ufffd", text)


def many(entries: int) -> str:
    """Word how many entries."""
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


@lru_cache(4096)
def human(date: str | None) -> str:
    """Word a date in EDTF."""
    if not date:
        return ""
    try:
        return PartialDate.parse(date).human()
    except DateError:  # written by plain SQL
        return date


def by_year(records: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Yield entries under the years in which they may begin."""
    for year, those in groupby(records, key=year_of):
        yield year, list(those)


def node_date(node: Node) -> str:
    """Word the date of an entry of a thread."""
    return human_date({"date": node.date, "time": node.time})


def by_heading(found: Iterable[Count], by: str) -> Iterator[tuple[str, list[Count]]]:
    """Yield counts, those by month under their years."""
    for year, those in groupby(found, key=lambda count: count.label[:4] if by == "month" else ""):
        yield (year if year.isdigit() else ""), list(those)


def called(count: Count, by: str) -> str:
    """Word what is counted."""
    if by == "month" and len(count.label) == len("2014"):
        return "in no one month"
    return human(count.label) if by == "month" else count.label or "without a name"


def without(filters: Mapping[str, object], name: str, value: object) -> dict[str, object]:
    """Return filters without one value of one of them."""
    there = filters[name]
    return {**filters, name: [one for one in there if one != value] if isinstance(there, list) else None}


def safe_url(url: str | None) -> str | None:
    """Return an address if it may become a link."""
    return url if url and re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else None


def lookup(name: str, names: dict[str, str]) -> str:
    """Look a name up."""
    return names[name]


def unproven(check: Check) -> str:
    """Word why something is not proven."""
    return f"{UNPROVEN[check.state]}{f' ({check.detail})' if check.detail else ''}."


def unproven_for_readers(check: Check) -> str:
    """Word that something is not proven for those who cannot mend it."""
    if check.what == "citation" and check.words is None:
        return "No words of this source are cited."
    return f"{UNPROVEN[check.state]}."


def direction(text: str) -> Markup:
    """Return the attribute that lets a text run in its own direction; one of plain letters has but one."""
    return Markup("" if text.isascii() else ' dir="auto"')  # noqa: S704


def marked(text: str | None, words: re.Pattern[str] | None, longest: int | None = None) -> Markup:
    """Mark the words of a search in a text, which is cut around them where it is long; else it may be ``longest``."""
    said = inert(text or "")
    if words is None:
        is_long = longest is not None and len(said) > longest + longest // 4
        return escape(f"{said[:longest].rpartition(' ')[0] or said[:longest]} …" if is_long else said)
    shown = str(escape(snippet(words, said)))
    return Markup(shown.replace(HIT, "<mark>").replace(UNHIT, "</mark>"))  # noqa: S704


def tight(html: Markup) -> Markup:
    """Return HTML without the line ends between its blocks; within text they stay, where < and > are escaped."""
    return Markup(_BETWEEN.sub(">", html))  # noqa: S704


def script(value: object) -> Markup:
    """Return data as JSON that may stand in a script element: nothing in it can end that element."""
    text = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", dump(value))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def citation_line(record: Record, address: str, doubt: str | None = None) -> str:
    """Word an entry so that it can be quoted: who, what, when, from where, and ``doubt``, what is to be said of it."""
    text = " ".join(str(record["title"] if record["kind"] == "event" else record["text"]).split())
    words = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rpartition(' ')[0]} […]"
    is_quoted = record["mode"] == "verbatim"
    said = f"“{words}”" if is_quoted else words.rstrip(".")
    notes = [] if is_quoted or record["kind"] == "event" else ["paraphrased"]
    notes += [doubt] if doubt else []
    who = ", ".join(filter(None, (record["speaker"], record["office"] or record["role"] if record["speaker"] else "")))
    sources = []
    for citation in record["citations"]:
        via = f", via {citation['via']['publisher'] or describe_source(citation['via'])}" if citation["via"] else ""
        against = ", which disputes it" if citation["stance"] == "disputes" else ""
        sources.append(f"{describe_source(citation['source'])}{via}{against}")
    parts = [f" [{', '.join(notes)}]" if notes else "", f" ({'; '.join(sources)})" if sources else ""]
    return f"{f'{who}, ' if who else ''}{human_date(record)}: {said}{''.join(parts)}. {address}"
