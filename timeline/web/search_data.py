"""What the script of a published page searches and filters by: plain values, one list a field, in the list's order."""

import unicodedata
from typing import TypedDict

from timeline.schema.vocabulary import EntityKind
from timeline.web.book import Book

#: entries on a page
SIZE = 30


class Searched(TypedDict):
    """What is searched: of a list that is not named otherwise one item is of one entry."""

    #: entries on a page
    size: int
    id: list[int]
    #: the first and the last day that it may mean; 0 for a last one that is the first
    first: list[str | None]
    last: list[str | int | None]
    #: 1 or 0
    event: list[int]
    #: numbers of those that it refers to
    speaker: list[list[int]]
    topic: list[list[int]]
    place: list[list[int]]
    source: list[list[int]]
    #: its words, folded
    text: list[str]
    #: kind → number → everything that one is called, folded
    names: dict[EntityKind, dict[str, str]]
    #: country → numbers of its speakers
    countries: dict[str, list[int]]


def searched(book: Book) -> Searched:
    """Return what the script searches of a book."""
    found, references = book.listed.records, book.references
    numbers = {kind: {row["uid"]: row["id"] for row in rows} for kind, rows in book.entities.items()}
    return {
        "size": SIZE,
        "id": [record["id"] for record in found],
        "first": [record["date_earliest"] for record in found],
        "last": [0 if r["date_latest"] == r["date_earliest"] else r["date_latest"] for r in found],
        "event": [int(record["kind"] == "event") for record in found],
        "speaker": [[numbers["speaker"][uid] for uid in those.speakers] for those in references],
        "topic": [[book.topics[name] for name in record["topics"]] for record in found],
        "place": [[numbers["place"][uid] for uid in those.places] for those in references],
        "source": [[numbers["source"][uid] for uid in those.sources] for those in references],
        "text": [folded(" ".join(filter(None, (r["title"], r["text"], r["original_text"])))) for r in found],
        "names": {
            kind: {str(row["id"]): _called(row["label"] or "", *row["names"], *row["keys"]) for row in rows}
            for kind, rows in book.names.items()
        },
        "countries": _countries(book),
    }


def _countries(book: Book) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in book.names["speaker"]:
        if row["country"]:
            found.setdefault(row["country"], []).append(row["id"])
    return dict(sorted(found.items()))


def _called(*names: str) -> str:
    """Return every way in which something is called, once each; a matching key is in Latin, whatever the name is in."""
    return "".join(dict.fromkeys(map(folded, names)))


def folded(text: str) -> str:
    """Fold what does not matter to a search, as the script folds what is typed; a blank stands before each word."""
    if text.isascii():
        plain = text.lower()
    else:
        apart = unicodedata.normalize("NFKD", text)
        plain = "".join(c for c in apart if not unicodedata.category(c).startswith("M")).lower()
        plain = plain.replace("ς", "σ").replace("\u0640", "")
    return " " + " ".join("".join(c if c.isalnum() else " " for c in plain).split())
