"""The data in which the script of a published page searches and filters: a list for each field, in order of entries."""

import unicodedata
from typing import TypedDict

from timeline.reading.records import Record
from timeline.render.checks import is_checked
from timeline.schema.vocabulary import EntityKind
from timeline.web.book import Book

PAGE_ENTRIES = 30


class SearchData(TypedDict):
    """The data of a search; each list up to ``text`` has an item for every entry."""

    #: entries on a page
    size: int
    id: list[int]
    #: the first and the last day that it may mean; 0 for a last day that is the first
    first: list[str | None]
    last: list[str | int | None]
    #: 1 or 0
    event: list[int]
    #: numbers of the entities that it refers to
    speaker: list[list[int]]
    topic: list[list[int]]
    place: list[list[int]]
    source: list[list[int]]
    #: its words, folded
    text: list[str]
    #: the places of entries of which only the day of a report is known
    reported: list[int]
    #: the places of entries that a person has checked
    checked: list[int]
    #: kind → number → all names, folded
    names: dict[EntityKind, dict[str, str]]
    #: country → numbers of its speakers
    countries: dict[str, list[int]]


def search_data(book: Book) -> SearchData:
    """Return the data of a search in a book."""
    entries, references = book.listing.records, book.references
    numbers = {kind: {row["uid"]: row["id"] for row in rows} for kind, rows in book.entities.items()}
    return {
        "size": PAGE_ENTRIES,
        "id": [record["id"] for record in entries],
        "first": [_first(record) for record in entries],
        "last": [0 if r["date_latest"] == _first(r) else r["date_latest"] for r in entries],
        "reported": [place for place, record in enumerate(entries) if _is_reported(record)],
        "checked": [place for place, record in enumerate(entries) if is_checked(record)],
        "event": [int(record["kind"] == "event") for record in entries],
        "speaker": [[numbers["speaker"][uid] for uid in refers.speakers] for refers in references],
        "topic": [[book.topics[name] for name in record["topics"]] for record in entries],
        "place": [[numbers["place"][uid] for uid in refers.places] for refers in references],
        "source": [[numbers["source"][uid] for uid in refers.sources] for refers in references],
        "text": [folded(" ".join(filter(None, (r["title"], r["text"], r["original_text"])))) for r in entries],
        "names": {
            kind: {str(row["id"]): _all_names(row["label"] or "", *row["names"], *row["keys"]) for row in rows}
            for kind, rows in book.names.items()
        },
        "countries": _countries(book),
    }


def _is_reported(record: Record) -> bool:
    return (record["date"] or "").startswith("[")


def _first(record: Record) -> str | None:
    """Return the first day of an entry for filters: what was reported on a day counts as that day."""
    return record["date_latest"] if _is_reported(record) else record["date_earliest"]


def _countries(book: Book) -> dict[str, list[int]]:
    countries: dict[str, list[int]] = {}
    for row in book.names["speaker"]:
        if row["country"]:
            countries.setdefault(row["country"], []).append(row["id"])
    return dict(sorted(countries.items()))


def _all_names(*names: str) -> str:
    """Return all names and keys of an entity, folded, once each; a key is in Latin letters, whatever the name is in."""
    return "".join(dict.fromkeys(map(folded, names)))


def folded(text: str) -> str:
    """Return a text without case, accents and signs, as the script folds a search; a blank comes before each word."""
    if text.isascii():
        plain = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text)
        plain = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).lower()
        plain = plain.replace("ς", "σ").replace("\u0640", "")
    return " " + " ".join("".join(c if c.isalnum() else " " for c in plain).split())
