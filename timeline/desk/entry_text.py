"""Write an entry as a text for an editor, one field a line, and parse the edited text.

``field: value``; further lines of a value are indented by four blanks, as in the headers of mail and Debian's control
files (RFC 5322, 2.2.3, without its folding). Lines that begin with ``#`` are comments.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from timeline.desk.forms import Form
from timeline.desk.splitting import split_or_whole
from timeline.desk.versions import Value, words
from timeline.errors import RefusedError
from timeline.schema.fields import FIELDS

_INDENT = "    "
#: name of a field in a line → name of the field
_NAMES = {field.line: name for name, field in FIELDS.items()}


def text_of(form: Form) -> str:
    """Return the values of a form as a text, one field a line."""
    lines = (f"{FIELDS[name].line}: {words(value)}".rstrip(" ") for name, value in form.values.items())
    return "".join(line.replace("\n", f"\n{_INDENT}") + "\n" for line in lines)


def _members(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def parse_text(text: str, form: Form) -> dict[str, str]:
    """Parse an edited text; a field that it leaves out keeps its value of the form.

    Raises RefusedError for a line that is neither a field of the form nor part of one.
    """
    fields: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith("#"):
            continue
        begun = re.match(r"([a-z_]+):(?: (.*)|)$", line)
        if begun:
            name = _NAMES.get(begun[1], "")
            if name not in form.values or name in fields:
                flaw = "is already on an earlier line" if name in fields else "is not a field of this entry"
                raise RefusedError(f"line {number}: “{begun[1]}” {flaw}; correct the line")
            current = fields.setdefault(name, [begun[2] or ""])
        elif current is not None and (line.startswith(_INDENT) or not line.strip()):
            current.append(line[len(_INDENT) :])
        else:
            raise RefusedError(
                f"line {number}: “{line[:40]}” is not a field; indent every line of a text but its first by four blanks"
            )
    return {
        name: "\n".join(fields[name]).strip() if name in fields else words(value) for name, value in form.values.items()
    }


def edited(
    form: Form,
    before: Mapping[str, str],
    after: Mapping[str, str],
    known: Mapping[str, Sequence[str]] | None = None,
) -> Form | None:
    """Return the form of an edit, with the fields that differ between two texts; None if none does.

    ``before`` is the parsed text of the unchanged form, because an editor may change line endings and white space at
    the end of a text. ``known`` has names with a semicolon, by field.
    """
    changed: dict[str, Value] = {name: text for name, text in after.items() if text != before[name]}
    for name in changed:
        if FIELDS[name].many:
            names = (*_members(form.values[name]), *(known or {}).get(name, ()))
            changed[name] = split_or_whole(after[name], names)
    shown = {name: text for name, text in after.items() if name not in changed}
    return replace(form, values=changed, shown=shown) if changed else None
