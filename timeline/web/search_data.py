"""What the script of a published page searches and filters by: plain values, one list a field, in the list's order."""

import unicodedata
from typing import Any

from timeline.web.book import Book
from timeline.web.links import NOUNS

#: entries on a page
SIZE = 30


def searched(book: Book) -> dict[str, Any]:
    """Return the fields: ``id``, ``first`` and ``last`` day (0: that of ``first``), ``event``, numbers, ``text``.

    Beside them how everything is called, and the speakers of each country.
    """
    found = book.listed.records
    numbers = {kind: {row["uid"]: row["id"] for row in book.nouns[kind]} for kind in NOUNS}
    return {
        "size": SIZE,
        "id": [record["id"] for record in found],
        "first": [record["date_earliest"] for record in found],
        "last": [0 if r["date_latest"] == r["date_earliest"] else r["date_latest"] for r in found],
        "event": [int(record["kind"] == "event") for record in found],
        "speaker": [[numbers["speaker"][uid] for uid in record["people"]] for record in found],
        "topic": [[book.topics[name] for name in record["topics"]] for record in found],
        "place": [[numbers["place"][uid] for uid in record["within"]] for record in found],
        "source": [[numbers["source"][uid] for uid in record["cites"]] for record in found],
        "text": [folded(" ".join(filter(None, (r["title"], r["text"], r["original_text"])))) for r in found],
        "names": {
            kind: {str(row["id"]): _called(row["label"], *row["names"], *row["keys"]) for row in book.nouns[kind]}
            for kind in ("speaker", "topic", "place")
        },
        "countries": _countries(book),
    }


def _countries(book: Book) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in book.nouns["speaker"]:
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
