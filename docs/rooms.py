"""The rooms of the house: what each is for, and what it may import.

``docs/architecture.md`` shows these rules as a table; ``tests/test_architecture.py`` holds the code to them.
"""

from typing import NamedTuple


class Room(NamedTuple):
    """A folder or loose module of ``timeline/``: one sentence, and the rooms above it that it imports."""

    meaning: str
    imports: tuple[str, ...] = ()


#: in order: a room imports only rooms that stand above it
ROOMS: dict[str, Room] = {
    "errors": Room("every error that a user can meet, with its exit code"),
    "files": Room("writes a file atomically"),
    "words": Room("words as people write them: names in any script, quotation marks, front matter"),
    "schema": Room("what a file is, as text and as models: tables, views, triggers, full-text indexes"),
    "dates": Room("`PartialDate` and the EDTF grammar; parses phrases", ("errors",)),
    "history": Room("the file as it was, and undoing a changeset", ("errors", "words", "schema")),
    "evidence": Room(
        "sources as retrieved: fetches, decodes and extracts text, finds words in it, verifies and lints",
        ("errors", "words", "dates"),
    ),
    "ingest": Room("the text of one article → candidates: statements and dated events", ("errors", "words", "dates")),
    "reading": Room(
        "what the file says: `Filter`, pages, search, counts, threads, names → numbers, records",
        ("errors", "words", "schema", "dates", "history"),
    ),
    "store": Room(
        "the write verbs, over the models",
        ("errors", "words", "schema", "dates", "evidence", "ingest", "reading"),
    ),
    "database": Room(
        "the file as a whole: opens, writes a changeset, migrates, backs up, checks its health",
        ("errors", "words", "schema", "dates", "history", "evidence"),
    ),
    "render": Room(
        "records, changes, evidence, threads and counts for people, safe for a terminal",
        ("errors", "words", "schema", "dates", "history", "evidence", "reading"),
    ),
    "formats": Room(
        "interchange formats, one file each, written, read or both",
        ("errors", "words", "schema", "reading", "render"),
    ),
    "importing": Room(
        "other people's rows → entries, every row accounted for",
        ("errors", "files", "words", "schema", "dates", "history", "reading", "store", "formats"),
    ),
    "desk": Room(
        "what every front end does with a timeline: verbs over values, problems at their fields",
        (
            "errors", "files", "words", "schema", "dates", "history", "evidence", "ingest", "reading", "store",
            "database", "importing",
        ),
    ),
    "web": Room(
        "the timeline as pages, served or published",
        (
            "errors", "files", "words", "schema", "dates", "history", "evidence", "reading", "database", "render",
            "formats",
        ),
    ),
    "cli": Room(
        "the command line, a file for each command: parse, one call, render",
        (
            "errors", "files", "words", "schema", "evidence", "reading", "database", "render", "formats", "desk",
            "web",
        ),
    ),
}  # fmt: skip


def table() -> str:
    """Return the rooms as a table in Markdown."""
    rows = [f"| `{name}` | {room.meaning} | {', '.join(room.imports)} |" for name, room in ROOMS.items()]
    return "\n".join(["| room | what it is for | imports |", "|---|---|---|", *rows])
