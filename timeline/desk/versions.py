"""Compute the version of an entry, and refuse, field by field, an edit made from an older version."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from timeline.errors import ConflictError, FieldConflict
from timeline.words.printable import plain_lines

#: the value of a field: a text, or several
Value = str | tuple[str, ...]
#: fields that depend on each other: an edit of one was made with the others in view
_TOGETHER = (("date", "date_text"), ("text", "mode"))
_FINGERPRINT_DIGITS = 16


class Version(NamedTuple):
    """The state of an entry when a form was filled from it: a fingerprint of each field.

    ``changeset`` is the last one of the file at that moment.
    """

    changeset: int
    fingerprints: Mapping[str, str]


def version(values: Mapping[str, Value], changeset: int) -> Version:
    """Return the version of an entry with these values."""
    return Version(changeset, {field: _fingerprint(value) for field, value in values.items()})


def is_as_seen(version: Version, field: str, value: Value) -> bool:
    """Tell whether a field of a form still has the value that it had in a version."""
    return version.fingerprints.get(field) == _fingerprint(value)


def refuse_changed(
    entry: int, version: Version, now: Mapping[str, Value], edited: Mapping[str, Value], fields: Iterable[str]
) -> None:
    """Refuse an edit of some fields if any of them, or one that depends on it, has changed since a version.

    ``now`` has the values of the entry, ``edited`` those of the edit. Raises ConflictError with both values of each
    such field. A field with equal values does not conflict.
    """
    touched = set(fields)
    touched |= {other for group in _TOGETHER for field in group if field in touched for other in group}
    conflicts = [
        FieldConflict(field, words(edited[field]) if field in edited else None, words(value))
        for field, value in now.items()
        if field in touched
        and version.fingerprints.get(field) != _fingerprint(value)
        and (field not in edited or not is_same(edited[field], value))
    ]
    if conflicts:
        raise ConflictError(entry, conflicts)


def words(value: Value) -> str:
    """Return a value as one text."""
    return value if isinstance(value, str) else "; ".join(value)


def is_same(one: Value, other: Value) -> bool:
    """Tell whether two values are the same to a form: outer blanks and the kind of line end do not count."""
    return _plain(one) == _plain(other)


def _plain(value: Value) -> str:
    members = (value,) if isinstance(value, str) else value
    return words(tuple(plain_lines(member).strip() for member in members))


def _fingerprint(value: Value) -> str:
    # Bytes that are not UTF-8 reach readers as a mark and writers as they are; both count as the same text.
    text = _plain(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT_DIGITS]
