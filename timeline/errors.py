"""Every error a user can meet: one message that says what was wrong and what to do, and one exit code.

The exit codes are part of the command line's promise:

==== ==============================================================
code meaning
==== ==============================================================
0    done
1    a check found something
2    wrong usage
3    not found, or more than one fits
4    refused: the input is invalid or conflicts with what is stored
5    the database: locked, outdated, not ours, corrupt
130  interrupted
==== ==============================================================
"""

from collections.abc import Sequence
from typing import NamedTuple, Self


class TimelineError(Exception):
    """Base of all errors that are shown to a user as one line.

    ``field`` names the field of a form that is wrong, so that a form can place the message; ``choices`` are the
    entities that may be meant instead. ``code`` tells programs what is wrong, whatever the wording.
    """

    exit_code = 4
    code = "refused"

    def __init__(
        self, message: str, *, field: str | None = None, code: str | None = None, choices: Sequence[object] = ()
    ) -> None:
        super().__init__(message)
        self.field = field
        self.choices = tuple(choices)
        if code is not None:
            self.code = code

    def about(self, what: str) -> Self:
        """Say in front of the message what it is about: one of several files, or a row."""
        self.args = (f"{what}: {self}",)
        return self

    def at(self, field: str) -> Self:
        """Place the error at a field, unless it has its place already."""
        self.field = self.field or field
        return self


class NotFoundError(TimelineError):
    """A name or number fits nothing, or more than one thing."""

    exit_code = 3
    code = "not-found"


class NoEntryError(NotFoundError):
    """No entry has a number."""

    def __init__(self, number: object, *, field: str | None = None, message: str | None = None) -> None:
        there_is_none = f"there is no entry {number}; timeline show lists the numbers"
        super().__init__(message or there_is_none, field=field, code="no-entry")


class GoneError(NotFoundError):
    """A number or permanent name is of something that was deleted."""


class RefusedError(TimelineError):
    """The input is invalid, or conflicts with what is stored."""

    exit_code = 4


class IncompleteError(TimelineError):
    """A field that is needed is missing, or one is filled that goes only with another."""

    exit_code = 2
    code = "incomplete"


class FormError(TimelineError):
    """Several fields of one form are wrong; ``errors`` has an error for each, in the order of the fields."""

    def __init__(self, errors: Sequence[TimelineError]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)
        self.exit_code = self.errors[0].exit_code


class FieldConflict(NamedTuple):
    """A field that somebody else has changed since a form was filled: what either wants it to be."""

    field: str
    yours: str
    theirs: str


class ConflictError(RefusedError):
    """An entry has changed since the version that an edit was made from; nothing of the edit is stored."""

    code = "conflict"

    def __init__(self, entry: int, fields: Sequence[FieldConflict]) -> None:
        changed = "; ".join(f"{one.field.replace('_', ' ')} is now “{one.theirs}”" for one in fields)
        super().__init__(f"entry {entry} was changed meanwhile: {changed}", field=fields[0].field)
        self.entry = entry
        self.fields = tuple(fields)


class DateError(RefusedError):
    """A date that is not valid: it breaks the EDTF grammar or names a day that does not exist."""

    code = "date"


class UnsupportedDateError(DateError):
    """A valid EDTF date of a kind that this program does not keep (sets, exponents, years outside 0000–9999)."""


class ReferenceNeededError(DateError):
    """A date that means something only beside the day on which it was written, such as `Thursday`."""

    code = "reference-needed"


class DatabaseError(TimelineError):
    """The database file cannot be used as it is."""

    exit_code = 5
    code = "database"


class OutdatedError(DatabaseError):
    """The database file was made by an older program, and can be upgraded."""
