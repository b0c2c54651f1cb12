"""Define every error that a user can meet: a message that says what is wrong and what to do, and an exit code.

The exit codes are part of the command line's promise:

==== ==============================================================
code meaning
==== ==============================================================
0    done
1    a check found something
2    wrong usage
3    not found, or more than one fits
4    refused: the input is invalid or conflicts with what is stored
5    the database file is locked, outdated, corrupt or not a timeline
130  interrupted
==== ==============================================================
"""

from collections.abc import Sequence
from typing import NamedTuple, Self


class TimelineError(Exception):
    """The base of all errors that are shown to a user as one line.

    ``field`` names the wrong field, so that a form can place the message; ``choices`` are the entities that may be
    meant instead. ``code`` identifies the error for programs, whatever the wording. ``advice`` is the end of the
    message that only helps somebody at a shell, with the punctuation in front of it.
    """

    exit_code = 4
    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        choices: Sequence[object] = (),
        advice: str = "",
    ) -> None:
        super().__init__(f"{message}{advice}")
        self.advice = advice
        self.field = field
        self.choices = tuple(choices)
        if code is not None:
            self.code = code

    @property
    def plain(self) -> str:
        """The message without the advice to somebody at a shell."""
        return str(self).removesuffix(self.advice)

    def about(self, subject: str) -> Self:
        """Put the subject in front of the message: one of several files, or a row."""
        self.args = (f"{subject}: {self}",)
        return self

    def at(self, field: str) -> Self:
        """Place the error at a field, unless it already has one."""
        self.field = self.field or field
        return self


class NotFoundError(TimelineError):
    """A name or number that fits nothing, or more than one thing."""

    exit_code = 3
    code = "not-found"


class NoEntryError(NotFoundError):
    """A number that no entry has."""

    def __init__(self, number: object, *, field: str | None = None, message: str | None = None) -> None:
        advice = "" if message else "; timeline show lists the numbers"
        super().__init__(message or f"there is no entry {number}", field=field, code="no-entry", advice=advice)


class GoneError(NotFoundError):
    """A number or permanent name of something that was deleted, by a ``changeset``."""

    def __init__(self, message: str, *, changeset: int) -> None:
        super().__init__(message)
        self.changeset = changeset


class RefusedError(TimelineError):
    """Input that is invalid, or conflicts with stored data."""

    exit_code = 4


class IncompleteError(TimelineError):
    """A required field that is missing, or a field that needs another one."""

    exit_code = 2
    code = "incomplete"


class FormError(TimelineError):
    """Several wrong fields of one form; ``errors`` has an error for each, in the order of the fields."""

    def __init__(self, errors: Sequence[TimelineError]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)
        self.exit_code = self.errors[0].exit_code

    @property
    def plain(self) -> str:
        """The messages without the advice to somebody at a shell."""
        return "; ".join(error.plain for error in self.errors)


class FieldConflict(NamedTuple):
    """A field that somebody else has changed since a form was filled, with the values of both."""

    field: str
    #: None if the form leaves the field, but changes another one that depends on it
    yours: str | None
    theirs: str


class ConflictError(RefusedError):
    """An edit of an entry that somebody else has changed in the meantime; nothing of the edit is stored."""

    code = "conflict"

    def __init__(self, entry: int, fields: Sequence[FieldConflict]) -> None:
        changes = "; ".join(f"{one.field.replace('_', ' ')} is now “{one.theirs}”" for one in fields)
        super().__init__(f"entry {entry} was changed in the meantime: {changes}", field=fields[0].field)
        self.entry = entry
        self.fields = tuple(fields)


class DateError(RefusedError):
    """A date that is not valid: it breaks the EDTF grammar or names a day that does not exist."""

    code = "date"


class UnsupportedDateError(DateError):
    """A valid EDTF date that timeline does not support: a set, an exponent, a year outside 0000–9999."""


class ReferenceNeededError(DateError):
    """A date that has a meaning only relative to the day on which it was written, such as `Thursday`."""

    code = "reference-needed"


class DatabaseError(TimelineError):
    """A database file that cannot be used as it is."""

    exit_code = 5
    code = "database"


class OutdatedError(DatabaseError):
    """A database file that an older program made, and that can be upgraded."""
