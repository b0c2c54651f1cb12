"""Parse what a browser posts: the fields of a form, and the state of the file that its page showed."""

import json
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from timeline.desk.decisions import ReviewedAt
from timeline.desk.names import Choices
from timeline.desk.review_forms import ReviewForm, Subject
from timeline.desk.versions import Version
from timeline.errors import RefusedError
from timeline.schema.vocabulary import ENTRY_KINDS, EntryKind
from timeline.words.numbers import LARGEST_NUMBER, row_number

#: bytes of a posted form, and its fields
MOST_BYTES, _MOST_FIELDS = 4_000_000, 5_000
_FIELD, _WHO, _NEW, _SETTLED = "f.", "who.", "new", "settled."


class PostedFile(NamedTuple):
    """A file that a form sent: the name that the browser gave it, and its bytes."""

    name: str
    content: bytes


class Posted:
    """The fields of a posted form, and the file that it sent, if any."""

    file: PostedFile | None = None

    def __init__(self, body: bytes) -> None:
        """Parse a body of the type ``application/x-www-form-urlencoded``. Raises RefusedError for any other."""
        try:
            pairs = parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                encoding="utf-8",
                errors="strict",
                max_num_fields=_MOST_FIELDS,
            )
        except ValueError:  # of which errors of decoding are a kind
            raise RefusedError("this form cannot be read, or has too many fields; nothing was stored") from None
        self._pairs = pairs

    @classmethod
    def of_parts(cls, pairs: list[tuple[str, str]], file: PostedFile | None) -> "Posted":
        """Return a form of the type ``multipart/form-data`` that has been parsed."""
        posted = cls(b"")
        posted._pairs, posted.file = pairs, file
        return posted

    def one(self, name: str) -> str:
        """Return the value of a field; empty if the form lacks it."""
        return next((value for field, value in reversed(self._pairs) if field == name), "")

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [value for field, value in self._pairs if field == name]

    def beginning(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin with a prefix, without it; of equal names the last counts."""
        return {field.removeprefix(prefix): value for field, value in self._pairs if field.startswith(prefix)}

    def number(self, name: str) -> int | None:
        """Return the number in a field; None if it has none."""
        return row_number(self.one(name).strip())

    def visible(self) -> dict[str, str]:
        """Return what a person has typed, by the name of the field without its prefix."""
        others = {name: self.one(name) for name in ("reason", "topic", "cite_number", "what", "text")}
        typed: dict[str, str] = {}
        for prefix in (_FIELD, "n.", "o.", "mine."):
            typed |= self.beginning(prefix)
        typed |= others
        return {name: value for name, value in typed.items() if value.strip()}

    def kind(self, name: str = "form_kind") -> EntryKind:
        """Return the kind of entry in a field: by default, that of the fields of the form. Raises RefusedError."""
        return entry_kind(self.one(name))

    def form(self, values: Mapping[str, str] | None = None, settled: Mapping[str, str] | None = None) -> ReviewForm:
        """Return the form of an entry, with its fields as they were typed, or with others.

        Raises RefusedError if it has an unknown kind.
        """
        values = dict(self.beginning(_FIELD) if values is None else values)
        return ReviewForm(
            cited=values.pop("cited", ""),
            values=values,
            kind=self.kind(),
            spans=self.one("spans"),
            choices=self.choices(),
            settled=self.beginning(_SETTLED) if settled is None else settled,
        )

    def choices(self) -> Choices:
        """Return who is meant by each name: a number, or None for somebody new.

        Raises RefusedError for any other value.
        """
        chosen = {name: value for name, value in self.beginning(_WHO).items() if value}
        if wrong := next((value for value in chosen.values() if value != _NEW and not row_number(value)), None):
            raise RefusedError(f"“{wrong[:40]}” is nobody’s number; open the page again", field="speakers")
        return {name: None if value == _NEW else row_number(value) for name, value in chosen.items()}


def entry_kind(text: str) -> EntryKind:
    """Return a kind of entry. Raises RefusedError for any other text."""
    if text not in ENTRY_KINDS:
        raise RefusedError(f"“{text[:40]}” is not a kind of entry", field="kind")
    return text


def seen_text(subject: Subject, version: Version) -> str:
    """Return the state of a proposal as text, for a page to show and a form to post."""
    proposal = subject.proposal
    return json.dumps([proposal and proposal["verdict"], version.changeset, dict(version.fingerprints)])


def version_text(version: Version | None) -> str:
    """Return a version as text."""
    return json.dumps([None, version.changeset, dict(version.fingerprints)]) if version else ""


def read_seen(number: int, text: str) -> tuple[ReviewedAt, Version]:
    """Read the state of a proposal that a page showed. Raises RefusedError for any other text."""
    verdict, version = _read(text)
    return ReviewedAt(number, verdict), version


def read_version(text: str) -> Version | None:
    """Read a version; None for an empty text. Raises RefusedError for any other text."""
    return _read(text)[1] if text else None


def _read(text: str) -> tuple[int | None, Version]:
    try:
        verdict, changeset, fingerprints = json.loads(text)
        is_valid = isinstance(verdict, int | None) and isinstance(changeset, int) and isinstance(fingerprints, Mapping)
        is_valid = is_valid and all(0 <= one <= LARGEST_NUMBER for one in (verdict or 0, changeset))
    except (TypeError, ValueError, RecursionError):
        is_valid = False
    if not is_valid or not all(isinstance(one, str) for pair in fingerprints.items() for one in pair):
        raise RefusedError("this form is not one of these pages; open the page again")
    return verdict, Version(changeset, fingerprints)
