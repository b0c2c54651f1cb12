"""Define the rooms of the program: the purpose of each, and the rooms that it may import.

``docs/architecture.md`` shows these rules as a table; ``tests/test_architecture.py`` checks that the code obeys them.
"""

from typing import NamedTuple


class Room(NamedTuple):
    """A folder or module of ``timeline/``: its purpose, and the rooms above it that it imports."""

    meaning: str
    imports: tuple[str, ...] = ()


#: in order: a room imports only rooms above it
ROOMS: dict[str, Room] = {
    "errors": Room("defines every error that a user can meet, with its exit code"),
    "files": Room("writes files atomically"),
    "worker": Room("reads bytes and texts from elsewhere in a process of its own, within limits", ("errors",)),
    "words": Room("understands words as people write them: names in any script, quotation marks, front matter"),
    "schema": Room("defines the schema, as SQL and as models: tables, views, triggers, full-text indexes"),
    "settings": Room(
        "reads and changes a person's settings, from a file and the environment", ("errors", "files", "words", "schema")
    ),
    "dates": Room("parses dates: `PartialDate`, the EDTF grammar, phrases", ("errors",)),
    "history": Room("shows the file as it was, and undoes changesets", ("errors", "words", "schema")),
    "evidence": Room(
        "handles sources: fetches and decodes them, extracts text, finds words in it, verifies and lints citations",
        ("errors", "worker", "words", "schema", "dates"),
    ),
    "ingest": Room("finds candidates in an article: statements and dated events", ("errors", "words", "dates")),
    "reading": Room(
        "reads the file: `Filter`, pages, search, counts, threads, names → numbers, records",
        ("errors", "words", "schema", "dates", "history"),
    ),
    "store": Room(
        "stores, edits and deletes rows, through the models",
        ("errors", "words", "schema", "dates", "history", "evidence", "ingest", "reading"),
    ),
    "database": Room(
        "handles the file as a whole: opens it, writes changesets, migrates, backs up, checks its health",
        ("errors", "files", "words", "schema", "dates", "history", "evidence"),
    ),
    "render": Room(
        "formats records, changes, evidence, threads and counts for people, safe for a terminal",
        ("errors", "words", "schema", "dates", "history", "evidence", "reading"),
    ),
    "formats": Room(
        "writes and reads interchange formats, one module each",
        ("errors", "words", "schema", "history", "reading", "render"),
    ),
    "importing": Room(
        "imports other people's rows as entries, and accounts for every row",
        ("errors", "files", "words", "schema", "dates", "history", "reading", "store", "formats"),
    ),
    "desk": Room(
        "does what every front end offers: actions on values, problems at their fields",
        (
            "errors", "files", "worker", "words", "schema", "dates", "history", "evidence", "ingest", "reading",
            "store", "database", "formats", "importing",
        ),
    ),
    "web": Room(
        "shows the timeline as web pages, served or published, and lets editors write in the browser",
        (
            "errors", "files", "words", "schema", "dates", "history", "evidence", "reading", "store", "database",
            "render", "formats", "desk",
        ),
    ),
    "cli": Room(
        "runs the command line, one module for each command: parse, one call, render",
        (
            "errors", "files", "words", "schema", "settings", "evidence", "reading", "database", "render", "formats",
            "desk", "web",
        ),
    ),
}  # fmt: skip


def table() -> str:
    """Return the rooms as a table in Markdown."""
    rows = [f"| `{name}` | {room.meaning} | {', '.join(room.imports)} |" for name, room in ROOMS.items()]
    return "\n".join(["| room | what it is for | imports |", "|---|---|---|", *rows])
