"""Collect the problems of several fields, so that all are reported at once, each at its field."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from timeline.errors import FormError, IncompleteError, TimelineError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Problems:
    """A collector of errors: as many for a field as differ."""

    def __init__(self) -> None:
        self._errors: list[TimelineError] = []

    def at(self, field: str) -> "_At":
        """Return a context manager that catches an error and keeps it, placed at a field."""
        return _At(field, self)

    def add(self, error: TimelineError) -> None:
        """Keep an error, unless its field already has the same one; of several errors keep each."""
        for one in errors_of(error):
            if not any((one.field, str(one)) == (known.field, str(known)) for known in self._errors):
                self._errors.append(one)

    def has(self, field: str) -> bool:
        """Tell whether a field has an error."""
        return any(error.field == field for error in self._errors)

    @contextmanager
    def storing(self, session: "Session") -> "Iterator[None]":
        """Keep an error of storing what is valid too; raise all errors, with nothing stored, if there are any."""
        point = session.begin_nested()
        try:
            yield
        except TimelineError as error:
            self.add(error)
        if self._errors:
            point.rollback()
            self.refuse()
        point.commit()

    def add_incomplete(self, field: str, message: str) -> None:
        """Note that a field is missing, or needs another one."""
        self.add(IncompleteError(message, field=field))

    def errors(self, order: Sequence[str] = ()) -> tuple[TimelineError, ...]:
        """Return the errors in the order of some fields; errors of other fields follow."""
        places = {field: place for place, field in enumerate(order)}
        return tuple(sorted(self._errors, key=lambda error: places.get(error.field or "", len(places))))

    def refuse(self) -> None:
        """Raise the errors, if there are any: a single one unchanged, several as a FormError."""
        refuse(self.errors())


def errors_of(error: TimelineError) -> tuple[TimelineError, ...]:
    """Return the errors that one error stands for."""
    return error.errors if isinstance(error, FormError) else (error,)


def refuse(errors: tuple[TimelineError, ...]) -> None:
    """Raise errors, if there are any: a single one unchanged, several as a FormError."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise FormError(errors)


class _At:
    """A context manager that catches an error and keeps it, placed at a field."""

    def __init__(self, field: str, problems: Problems) -> None:
        self._field = field
        self._problems = problems

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, TimelineError):
            return False
        for one in errors_of(error):
            self._problems.add(one.at(self._field))
        return True
