"""Split a line of several values at its semicolons, but not inside the known names that have one."""

import re
from collections.abc import Iterable, Mapping, Sequence

from timeline.errors import RefusedError
from timeline.reading.resolve import Lookup
from timeline.store.limits import is_address

#: the most values of one field: each new name is compared with all known ones
MOST_MEMBERS = 200
#: field → the query for the known names in a text that have a semicolon
_KNOWN = {
    field: f"SELECT {column} FROM {table} WHERE instr({column}, ';') > 0 AND instr(:text, {column}) > 0"
    for field, table, column in (
        ("speakers", "speaker_names", "name"),
        ("participants", "speaker_names", "name"),
        ("topics", "topics", "name"),
        ("places", "place_names", "name"),
        ("sources", "sources", "title"),
    )
}


def split(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Split a line of several values at its semicolons, but not inside known values.

    Raises RefusedError if there are more than :data:`MOST_MEMBERS`.
    """
    text, whole = _masked(text, known)
    return _members(text.split(";"), whole)


def split_sources(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Split a line of sources like :func:`split`, but not inside addresses, which may have semicolons, too."""
    text, whole = _masked(text, known)
    parts = re.split(r";(?=\s|$)", text)
    return _members([one for part in parts for one in ([part] if is_address(part) else part.split(";"))], whole)


def refuse_many(text: str) -> None:
    """Raise RefusedError if a line has more values than :data:`MOST_MEMBERS`."""
    if text.count(";") >= MOST_MEMBERS:
        raise RefusedError(f"these are more than {MOST_MEMBERS} values; use fewer")


def _masked(text: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return a text with marks in place of known values, and the value of each mark."""
    whole: dict[str, str] = {}
    for value in sorted({value for value in known if ";" in value}, key=len, reverse=True):
        mark = f"\0{len(whole)}\0"  # no text of a field has this character
        whole[mark] = value
        text = text.replace(value, mark)
    return text, whole


def _members(parts: Sequence[str], whole: Mapping[str, str]) -> tuple[str, ...]:
    refuse_many(";".join(parts))
    return tuple(dict.fromkeys(_restored(part.strip(), whole) for part in parts if part.strip()))


def _restored(part: str, whole: Mapping[str, str]) -> str:
    for mark, value in whole.items():
        part = part.replace(mark, value)
    return part


def split_or_whole(text: str, known: Iterable[str] = ()) -> str | tuple[str, ...]:
    """Split a line like :func:`split`; with too many values it stays whole, and parsing it notes the problem."""
    try:
        return split(text, known)
    except RefusedError:
        return text


def known_in(lookup: Lookup | None, field: str, text: str) -> list[str]:
    """Return the known names in the text of a field that have a semicolon."""
    if lookup is None or ";" not in text or field not in _KNOWN:
        return []
    return [row[0] for row in lookup(_KNOWN[field], {"text": text})]
