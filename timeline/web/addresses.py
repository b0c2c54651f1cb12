"""Where things are in what is published: files of a folder, or places within one page."""

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.reading.records import CitationRecord
from timeline.schema.vocabulary import EntityKind
from timeline.web.links import Links

#: filters that the list can be narrowed by without a server, as they stand behind the # of an address
NARROWING = ("search", "speaker", "country", "topic", "place", "source", "kind", "since", "until", "certainly")
#: a uid that is the name of a file on every system
_PLAIN = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
_OPEN, _END = "0000-01-01", "9999-12-31"
#: pages that a folder has beside those of entries and entities
_PAGES = ("speakers", "topics", "places", "sources", "stats", "proof")


class FolderLinks(Links):
    """Addresses from a page of a folder to others in it; ``up`` leads from there to its top."""

    def __init__(self, up: str = "", *, full_text: bool = False) -> None:
        self.up = up
        self.full_text = full_text

    def entry(self, uid: str) -> str:
        """Return where an entry is."""
        return f"{self.up}e/{file_name(uid)}.html"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return where a speaker, topic, place or source is."""
        return f"{self.up}{kind}/{file_name(uid)}.html"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return where the words that an entry cites are marked in its source, or else where the source names it."""
        if self.full_text:
            return super().passage(citation, entry)
        return f"{self.entity('source', citation['source']['uid'])}#e{entry}"

    def snapshot(self, uid: str, number: int) -> str:
        """Return where a source is as it was retrieved at another time; nothing where that is not published."""
        return f"{self.up}source/{file_name(uid)}.{number}.html" if self.full_text else ""

    def timeline(self, **filters: object) -> str:
        """Return where the list is, narrowed by filters."""
        return f"{self.up}index.html{_narrowed(filters)}"

    def page(self, name: str, **_filters: object) -> str:
        """Return where another page is; nothing where it is not published."""
        return f"{self.up}{name}.html" if name in _PAGES else ""

    def static(self, name: str) -> str:
        """Return where a file that belongs to the pages is."""
        return f"{self.up}{name}"


class PageLinks(Links):
    """Addresses within one page: an entry by its number, an entity as a filter of the list."""

    def __init__(self, entries: Mapping[str, int], entities: Mapping[tuple[EntityKind, str], int]) -> None:
        self.entries = entries
        self.entities = entities

    def entry(self, uid: str) -> str:
        """Return where an entry is."""
        return f"#e{self.entries[uid]}"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return what narrows the list to a speaker, topic or place, or where a source is told."""
        return f"#{kind}{'-' if kind == 'source' else '='}{self.entities[kind, uid]}"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return where a source is told: its passages stand with the entries."""
        return self.entity("source", citation["source"]["uid"])

    def snapshot(self, uid: str, number: int) -> str:
        """Return nothing: the texts of sources are in no page."""
        return ""

    def timeline(self, **filters: object) -> str:
        """Return where the list is, narrowed by filters."""
        return _narrowed(filters) or "#"

    def page(self, name: str, **_filters: object) -> str:
        """Return where a part is; nothing where there is none."""
        return f"#{name}" if name in _PAGES else ""

    def static(self, name: str) -> str:
        """Return nothing: one page has no other files."""
        return ""


def file_name(uid: str) -> str:
    """Return a name for the file of a uid, which plain SQL can have made any text."""
    return uid if _PLAIN.fullmatch(uid) else f"x{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _narrowed(filters: Mapping[str, object]) -> str:
    """Word filters for the part of an address behind the #; days become what the script compares."""
    given = {name: value for name, value in filters.items() if name in NARROWING and value not in (None, "")}
    if filters.get("on"):
        try:
            on = PartialDate.parse(str(filters["on"]))
        except DateError:  # written by plain SQL
            return ""
        bounds = {"since": on.earliest, "until": on.latest}
        given |= {name: day for name, day in bounds.items() if day not in (None, _OPEN, _END)}
    return f"#{urlencode(given)}" if given else ""
