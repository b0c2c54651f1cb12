"""Addresses within a publication: files of a folder, or places within one page."""

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.reading.records import CitationRecord
from timeline.schema.vocabulary import EntityKind
from timeline.web.links import Links

#: filters that work without a server; they follow the # of an address
NARROWING = (
    "search", "speaker", "country", "topic", "place", "source", "kind", "since", "until", "certainly", "checked",
)  # fmt: skip
#: a uid that is a valid file name on every system
_PLAIN = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
_OPEN, _END = "0000-01-01", "9999-12-31"
#: pages of a folder that are not about one entry or entity
_PAGES = ("speakers", "topics", "places", "sources", "stats", "proof")


class FolderLinks(Links):
    """Addresses from a page of a folder to others in it; ``up`` leads from that page to the top of the folder."""

    def __init__(self, up: str = "", *, full_text: bool = False) -> None:
        self.up = up
        self.full_text = full_text

    def entry(self, uid: str) -> str:
        """Return the address of an entry."""
        return f"{self.up}e/{file_name(uid)}.html"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return the address of a speaker, topic, place or source."""
        return f"{self.up}{kind}/{file_name(uid)}.html"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return the address of a cited passage in its source's text, or else of the entry on the source's page."""
        if self.full_text:
            return super().passage(citation, entry)
        return f"{self.entity('source', citation['source']['uid'])}#e{entry}"

    def snapshot(self, uid: str, number: int) -> str:
        """Return the address of another snapshot of a source; empty if it is not published."""
        return f"{self.up}source/{file_name(uid)}.{number}.html" if self.full_text else ""

    def timeline(self, **filters: object) -> str:
        """Return the address of the list under filters."""
        return f"{self.up}index.html{_fragment(filters)}"

    def page(self, name: str, **_filters: object) -> str:
        """Return the address of another page; empty if it is not published."""
        return f"{self.up}{name}.html" if name in _PAGES else ""

    def static(self, name: str) -> str:
        """Return the address of a style sheet, script or icon."""
        return f"{self.up}{name}"


class PageLinks(Links):
    """Addresses within one page: an entry by its number, an entity as a filter of the list."""

    def __init__(self, entries: Mapping[str, int], entities: Mapping[tuple[EntityKind, str], int]) -> None:
        self.entries = entries
        self.entities = entities

    def entry(self, uid: str) -> str:
        """Return the address of an entry."""
        return f"#e{self.entries[uid]}"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return the address of the list of a speaker, topic or place, or of a source in the list of sources."""
        return f"#{kind}{'-' if kind == 'source' else '='}{self.entities[kind, uid]}"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return the address of the source: its cited passages are shown with the entries."""
        return self.entity("source", citation["source"]["uid"])

    def snapshot(self, uid: str, number: int) -> str:
        """Return an empty address: the page does not contain the texts of sources."""
        return ""

    def timeline(self, **filters: object) -> str:
        """Return the address of the list under filters."""
        return _fragment(filters) or "#"

    def page(self, name: str, **_filters: object) -> str:
        """Return the address of a part of the page; empty if there is none of that name."""
        return f"#{name}" if name in _PAGES else ""

    def static(self, name: str) -> str:
        """Return an empty address: one page has no other files."""
        return ""


def file_name(uid: str) -> str:
    """Return a file name for a uid; its hash if the uid, which plain SQL can set to any text, is not a safe one."""
    return uid if _PLAIN.fullmatch(uid) else f"x{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _fragment(filters: Mapping[str, object]) -> str:
    """Return filters as the part of an address after the #; dates become the first and last day for the script."""
    texts = {name: value for name, value in filters.items() if name in NARROWING and value not in (None, "")}
    if filters.get("on"):
        try:
            on = PartialDate.parse(str(filters["on"]))
        except DateError:  # written by plain SQL
            return ""
        bounds = {"since": on.earliest, "until": on.latest}
        texts |= {name: day for name, day in bounds.items() if day not in (None, _OPEN, _END)}
    return f"#{urlencode(texts)}" if texts else ""
