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


class TimelineError(Exception):
    """Base of all errors that are shown to a user as one line."""

    exit_code = 4


class NotFoundError(TimelineError):
    """A name or number fits nothing, or more than one thing."""

    exit_code = 3


class GoneError(NotFoundError):
    """A number or permanent name is of something that was deleted."""


class RefusedError(TimelineError):
    """The input is invalid, or conflicts with what is stored."""

    exit_code = 4


class DateError(RefusedError):
    """A date that is not valid: it breaks the EDTF grammar or names a day that does not exist."""


class UnsupportedDateError(DateError):
    """A valid EDTF date of a kind that this program does not keep (sets, exponents, years outside 0000–9999)."""


class ReferenceNeededError(DateError):
    """A date that means something only beside the day on which it was written, such as `Thursday`."""


class DatabaseError(TimelineError):
    """The database file cannot be used as it is."""

    exit_code = 5


class OutdatedError(DatabaseError):
    """The database file was made by an older program, and can be upgraded."""
