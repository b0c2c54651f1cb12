"""The timeline as files that need no server: one page with everything in it, or a folder of pages.

The templates are those of the server; what they link to is in :mod:`addresses`, what they say in :mod:`book`. The same
file gives the same bytes.
"""

import base64
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from timeline.evidence import stored
from timeline.formats import jsonld
from timeline.reading import counts, threads
from timeline.reading.records import Record
from timeline.web import band, book, pages
from timeline.web.addresses import FolderLinks, PageLinks, file_name
from timeline.web.book import Book
from timeline.web.links import NOUNS, Links
from timeline.web.pages import Page
from timeline.web.rendering import citation_line, environment, many, script, tight
from timeline.web.search_data import SIZE, searched

#: entries whose lines are in one file, which the script fetches for what it has found
PART = 500
#: how much of a source's text stands around a cited passage, in characters
AROUND = 40
#: one after the other
_SCRIPTS = ("search.js", "published.js", "timeline.js")
#: statements by topic are counted for so many topics
_TOPICS = 12
#: what a page of a folder may load: files beside it, whether from a disk or a server
_POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; "
    "form-action 'self' file:; base-uri 'none'"
)


class Look(NamedTuple):
    """What is put around the entries."""

    title: str
    intro: Markup | None = None
    full_text: bool = False
    #: the filters by which entries were chosen, in words
    chosen: str = ""


class _Published(NamedTuple):
    """What the head and foot of a page say; ``style``, ``script`` and ``icon`` where they are within the page."""

    policy: str
    left_out: str
    #: when what is published was last changed
    state: str
    full_text: bool
    #: by which filters it was chosen; nothing where it is all
    chosen: str
    style: Markup | None = None
    script: Markup | None = None
    icon: str = ""


def left_out(known: Book, look: Look, *, in_folder: bool) -> str:
    """Word what the file has and what is published has not."""
    texts = known.texts if not (look.full_text and in_folder) else 0
    notes = known.notes if not known.has_notes else 0
    parts = [
        f"what does not fit {look.chosen} ({many(known.others)})" if known.others else "",
        f"the whole text of {texts:,} source{'' if texts == 1 else 's'}" if texts else "",
        f"{notes:,} note{'' if notes == 1 else 's'}" if notes else "",
        "the history",
    ]
    hint = " (the texts are published in a folder alone)" if texts and look.full_text else ""
    return f"left out: {', '.join(part for part in parts if part)}{hint}"


def page(connection: sqlite3.Connection, known: Book, look: Look) -> bytes:
    """Return one page that holds everything and asks for nothing. Raises sqlite3.Error."""
    numbers = {record["uid"]: record["id"] for record in known.listed.records}
    nouns = {(kind, row["uid"]): row["id"] for kind in NOUNS for row in known.nouns[kind]}
    found = known.listed.records
    shown = [{**record, "shown": True} for record in found[:SIZE]]  # by the script, too, before it has read the rest
    style, run = _static("style.css", "published.css"), _static(*_SCRIPTS)
    around = _Published(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(run)}; img-src data:; "
        "form-action 'none'; base-uri 'none'",
        left_out=_sentence(left_out(known, look, in_folder=False)),
        state=_state(connection),
        full_text=False,
        chosen=look.chosen,
        style=Markup(style),  # noqa: S704
        script=Markup(run),  # noqa: S704
        icon=f"data:image/svg+xml,{quote(_static('icon.svg'), safe='')}",
    )
    env = _environment(PageLinks(numbers, nouns), around)
    whole = _rendered(
        env,
        "published.html",
        look,
        **_list(connection, known),
        listed=known.listed._replace(records=[*shown, *found[SIZE:]]),
        nouns=known.nouns,
        searched=searched(known),
        **_by_year(connection, known),
        parts=None,
        number=1,
        before=None,
        after=None,
    )
    return whole + _seal(whole)


def _seal(page: bytes) -> bytes:
    """Return the comment that ends a page, by which it is known to be as it was made."""
    return f"\n<!-- sha256 {hashlib.sha256(page).hexdigest()} -->\n".encode()


def is_own_page(page: bytes) -> bool:
    """Tell whether a page was made here and not changed since."""
    whole = page[: -len(_seal(b""))]
    return page == whole + _seal(whole)


def folder(connection: sqlite3.Connection, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, each with its path in it. Raises sqlite3.Error."""
    around = _Published(
        _POLICY, _sentence(left_out(known, look, in_folder=True)), _state(connection), look.full_text, look.chosen
    )
    top, below = (_environment(FolderLinks(up, full_text=look.full_text), around) for up in ("", "../"))
    yield from _assets()
    yield from _lists(connection, top, known, look)
    yield from _parts(top, known)
    yield "searched.js", _assigned("globalThis.timelineSearched", searched(known))
    for kind in NOUNS:
        yield f"{kind}s.html", _rendered(top, "index.html", look, kind=kind, rows=known.nouns[kind])
    yield "stats.html", _rendered(top, "stats.html", look, filters={}, left_out=0, **_by_year(connection, known))
    yield "proof.html", _rendered(top, "proof.html", look)
    there = frozenset(record["id"] for record in known.listed.records)
    for record in known.listed.records:
        name = f"e/{file_name(record['uid'])}.html"
        yield name, _rendered(below, "entry.html", look, **_entry(connection, known, there, record))
    bare = {record["id"]: _bare(record) for record in known.listed.records}
    for kind in ("speaker", "topic", "place"):
        for row in known.nouns[kind]:
            name = f"{kind}/{file_name(row['uid'])}.html"
            yield name, _rendered(below, "noun.html", look, **_noun(connection, known, kind, row, bare))
    yield from _sources(connection, below, known, look)


def _static(*names: str) -> str:
    return "".join(files("timeline.web").joinpath("static", name).read_text(encoding="utf-8") for name in names)


def _assets() -> Iterator[tuple[str, bytes]]:
    yield "style.css", _static("style.css", "published.css").encode()
    for name in (*_SCRIPTS, "icon.svg"):
        yield name, _static(name).encode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _state(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT substr(at, 1, 10) FROM changesets ORDER BY id DESC LIMIT 1").fetchone()
    return f", last changed on {row[0]}" if row else ""


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _environment(links: Links, around: _Published) -> Environment:
    def line(record: Record, _address: str, doubt: str | None = None) -> str:
        return citation_line(record, f"urn:uuid:{record['uid']}", doubt)

    return environment(links, is_served=False, published=around, citation_line=line)


def _rendered(env: Environment, template: str, look: Look, **says: Any) -> bytes:
    text = env.get_template(template).render(site=look.title, intro=look.intro, **says)
    return text.encode("utf-8", "replace")


def _list(connection: sqlite3.Connection, known: Book) -> Page:
    """What every page of the list says."""
    return {
        "filters": {},
        "called": {},
        "view": {},
        "left_out": 0,
        "count": len(known.listed.records),
        "band": band.read(connection, known.wanted),
        "words": None,
    }


def _by_year(connection: sqlite3.Connection, known: Book) -> Page:
    """What the statistics say."""
    found = counts.without_gaps(counts.by_period(connection, known.wanted, "year"), "year")
    return {"by": "year", "counts": found, "all": len(found)}


def _lists(connection: sqlite3.Connection, env: Environment, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the list; the first can be narrowed."""
    found = known.listed.records
    last = max(1, -(-len(found) // SIZE))
    names = ["index.html", *(f"page-{number}.html" for number in range(2, last + 1))]
    common = _list(connection, known)
    for place, name in enumerate(names):
        some = known.listed._replace(records=found[place * SIZE : (place + 1) * SIZE])
        yield (
            name,
            _rendered(
                env,
                "published.html",
                look,
                **common,
                listed=some,
                nouns=known.nouns,
                parts=PART,
                number=place + 1,
                before=names[place - 1] if place else None,
                after=names[place + 1] if place + 1 < last else None,
            ),
        )


def _parts(env: Environment, known: Book) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of all entries for the script: heading and HTML of each."""
    macros: Any = env.get_template("_macros.html").make_module()
    by_year: Any = env.filters["groupby_year"]
    found = known.listed.records
    for place, begin in enumerate(range(0, len(found), PART)):
        lines = [
            (year, str(tight(macros.entry(record, known.listed))))
            for year, those in by_year(found[begin : begin + PART])
            for record in those
        ]
        yield f"part-{place}.js", _assigned(f"(globalThis.timelineParts ??= {{}})[{place}]", lines)


def _assigned(name: str, value: Any) -> bytes:
    return f"{name} = {script(value)};\n".encode("utf-8", "replace")


def _entry(connection: sqlite3.Connection, known: Book, there: frozenset[int], record: Record) -> Page:
    """What the page of an entry says."""
    return {
        "record": record,
        "listed": known.listed,
        "citations": record["citations"],
        "claims": record["claims"],
        "thread": pages.related(_thread(connection, there, record["id"]), record) if record["related"] else None,
        "history": [],
        "jsonld": {"@context": "https://schema.org", **jsonld.node(record, Counter())},
    }


def _thread(connection: sqlite3.Connection, there: frozenset[int], number: int) -> threads.Thread:
    """Return the thread of an entry as far as it is published: what hangs on it by what is not, does not hang on it."""
    whole = threads.thread(connection, number)
    links = [link for link in whole.links if {link[0], link[1]} <= there]
    near: dict[int, set[int]] = {}
    for one, other, _ in links:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    reached, waiting = {number}, [number]
    while waiting:
        further = near.get(waiting.pop(), set()) - reached
        reached |= further
        waiting += further
    nodes = [
        (node if node.parent in reached else node._replace(parent=None, relation=None))._replace(
            also=tuple((relation, other) for relation, other in node.also if other in reached)
        )
        for node in whole.nodes
        if node.id in reached
    ]
    return whole._replace(nodes=nodes, links=[link for link in links if link[0] in reached])


def _bare(record: Record) -> Record:
    """Return an entry as it stands in lists, where its proof is a page away."""
    return {name: value for name, value in record.items() if name != "related"}


def _noun(connection: sqlite3.Connection, known: Book, kind: str, row: Page, bare: dict[int, Record]) -> Page:
    """What the page of a speaker, topic or place says."""
    says = pages.known(connection, kind, row["uid"])
    about = known.about[kind][row["uid"]]
    says["noun"]["note"] = row["note"]
    says["offices"] = row["offices"]
    says["inside"] = [place for place in says["inside"] if place["uid"] in known.about["place"]]
    return says | {
        "listed": known.listed._replace(records=[bare[record["id"]] for record in about]),
        "count": len(about),
        "office_band": band.offices(row["offices"], max((r["date_latest"] or "" for r in about), default=None)),
        "by_topic": _by_topic(known, about) if kind == "speaker" else [],
        "band": band.drawn(about, [_lane(record, kind) for record in about]),
    }


def _lane(record: Record, kind: str) -> str:
    """Name the row of an overview in which an entry stands: by topic for a speaker, else by speaker."""
    if kind == "speaker":
        return record["topics"][0] if record["topics"] else ""
    return record["speaker"] or "Events"


def _by_topic(known: Book, about: list[Record]) -> list[Page]:
    """Count what somebody said by topic, and each topic's by year."""
    by_name: dict[str, list[Record]] = {}
    for record in about:
        for topic in record["topics"]:
            by_name.setdefault(topic, []).append(record)
    most = sorted(by_name, key=lambda name: (-len(by_name[name]), name))[:_TOPICS]
    return [
        {
            "name": name,
            "id": known.topics[name],
            "entries": len(by_name[name]),
            "years": book.years(by_name[name]),
        }
        for name in most
    ]


def _sources(connection: sqlite3.Connection, env: Environment, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of sources; with their whole texts one for every time that one was retrieved."""
    for row in known.nouns["source"]:
        name = f"source/{file_name(row['uid'])}"
        whole = stored.source(connection, row["id"], None)
        yield f"{name}.html", _rendered(env, "source.html", look, **_source(known, look, row, whole))
        for snapshot in whole.snapshots if look.full_text else ():
            other = stored.source(connection, row["id"], snapshot["id"])
            yield (
                f"{name}.{snapshot['id']}.html",
                _rendered(env, "source.html", look, **_source(known, look, row, other)),
            )


def _source(known: Book, look: Look, row: Page, whole: stored.Stored) -> Page:
    """What the page of a source says: its text with what is cited marked, or only what cites it."""
    about = known.about["source"][row["uid"]]
    uids = {record["id"]: record["uid"] for record in about}
    shown = whole._replace(cited=[(number, passage) for number, passage in whole.cited if number in uids])
    says: Page = {
        "source": row,
        "stored": shown,
        "marked": list(pages.marked(shown)) if look.full_text else [],
        "numbers": uids,
        "listed": known.listed._replace(records=about),
        "count": len(about),
    }
    if not look.full_text:
        says["stored"] = shown._replace(text="", content=None)
    if not look.full_text and whole.snapshots:
        says["withheld"] = "Its whole text is not published; what is cited of it stands with the entries."
    return says
