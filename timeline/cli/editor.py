"""An entry as a text for an editor, one field a line, and back.

``field: value``; the lines of a value that follow the first are indented by four blanks, as in the headers of mail and
Debian's control files (RFC 5322, 2.2.3, without its folding). Lines that begin with ``#`` are left out.
"""

import re
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.changing import Check, NewDate, change, new_date
from timeline.cli.output import note
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading.records import Record
from timeline.words.quotations import words_and_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.store.edits import EntryEdit

_HELP = """\
# Entry {id}, {kind}. Change what is wrong, save and leave; leave without saving to change nothing.
# An empty field is emptied. Lines of a text that follow the first are indented by four blanks.
"""
_OF_BOTH = (
    "date", "date_text", "title", "text", "setting", "lang", "note", "topics", "places", "dataset", "external_id",
)  # fmt: skip
_OF_A_STATEMENT = ("speaker", "role", "mode", "original_text")
_LISTS = ("topics", "places")


def edit(ctx: click.Context, record: Record) -> None:
    """Open an entry in the editor and store what was changed; what cannot be stored may be corrected."""
    fields = _fields(record)
    text = _text(record, fields)
    # What the text says when nothing is changed: an editor keeps neither every line ending nor white space at an end.
    before = _parsed(_as_edited(text), fields)
    while True:
        edited = _opened(text)
        if edited is None:
            note("nothing changed")
            return
        text = edited
        try:
            after = _parsed(text, fields)
            if after == before:
                note("nothing changed")
                return
            change(ctx, record["id"], _edit(record, before, after), _unchanged_since(fields, before, after))
        except _GoneError:
            raise
        except TimelineError as error:
            note(f"timeline: {error}")
            if not click.confirm("Correct it?", default=True, err=True):
                ctx.exit(error.exit_code)
        else:
            return


class _GoneError(NotFoundError):
    """The entry was deleted while it was open in the editor."""


def _opened(text: str) -> str | None:
    """Let a text be edited; None where it was not saved. Raises RefusedError where the editor fails."""
    try:
        return click.edit(text, extension=".txt")
    except click.ClickException as error:
        raise RefusedError(f"{error.format_message()}; set EDITOR to another one, or name what is to change") from error


def _as_edited(text: str) -> str:
    return text.replace("\r\n", "\n")


def _unchanged_since(fields: dict[str, str], before: dict[str, str], after: dict[str, str]) -> Check:
    """Return what refuses to overwrite a field that somebody else changed meanwhile, until that was told."""

    def check(now: Record | None) -> None:
        if now is None:
            raise _GoneError("the entry was deleted meanwhile; nothing was stored")
        for name, value in _fields(now).items():
            if after[name] != before[name] and value != fields[name]:
                fields[name] = value
                field = name.replace("_", " ")
                raise RefusedError(f"{field} was changed meanwhile, to “{value}”; save again to put yours in its place")

    return check


def _fields(record: Record) -> dict[str, str]:
    names = _OF_BOTH if record["kind"] == "event" else (*_OF_A_STATEMENT[:1], *_OF_BOTH, *_OF_A_STATEMENT[1:])
    columns: Mapping[str, Any] = record
    shown = {name: columns[name] for name in names}
    shown["date"] = f"{record['date']}T{record['time']}" if record["time"] else record["date"] or "unknown"
    return {name: "; ".join(value) if name in _LISTS else value or "" for name, value in shown.items()}


def _text(record: Record, fields: dict[str, str]) -> str:
    lines = [f"{name}: {value}".rstrip(" ").replace("\n", "\n    ") for name, value in fields.items()]
    return _HELP.format(**record) + "\n".join(lines) + "\n"


def _parsed(text: str, known: dict[str, str]) -> dict[str, str]:
    """Read an edited text. Raises RefusedError for a line that is none of an entry's."""
    fields: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            continue
        started = re.match(r"([a-z_]+):(?: (.*)|)$", line)
        if started:
            if started[1] not in known or started[1] in fields:
                raise RefusedError(f"line {number}: “{started[1]}” is no field of this entry, or stands there twice")
            current = fields.setdefault(started[1], [started[2] or ""])
        elif current is not None and (line.startswith("    ") or not line.strip()):
            current.append(line[4:])
        else:
            raise RefusedError(f"line {number}: “{line[:40]}” is neither a field nor indented by four blanks")
    return {name: "\n".join(fields[name]).strip() if name in fields else value for name, value in known.items()}


def _edit(record: Record, before: dict[str, str], after: dict[str, str]) -> "EntryEdit":
    from timeline.store.edits import EntryEdit

    changed = {name: after[name] or None for name in after if after[name] != before[name]}
    typed = NewDate(changed.pop("date", None))
    if "text" in changed and after.get("mode") == "verbatim":
        changed["text"] = changed["text"] and words_and_mode(changed["text"], "verbatim")[0]
    lists = {name: _difference(before[name], after[name]) for name in _LISTS}
    texts = {name: value for name, value in changed.items() if name not in _LISTS}
    return EntryEdit(
        date=new_date(record, typed, texts),
        texts=texts,
        topics=lists["topics"][0],
        no_topics=lists["topics"][1],
        places=lists["places"][0],
        no_places=lists["places"][1],
    )


def _difference(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is new in a list and what is gone from it."""
    old, new = ([part.strip() for part in text.split(";") if part.strip()] for text in (before, after))
    return tuple(part for part in new if part not in old), tuple(part for part in old if part not in new)
