"""Collect what is wrong with several fields, so that all of it is told at once and each problem at its field."""

from collections.abc import Sequence

from timeline.errors import FormError, IncompleteError, TimelineError


class Problems:
    """A collector of errors, at most one for a field."""

    def __init__(self) -> None:
        self._errors: dict[str | None, TimelineError] = {}

    def at(self, field: str) -> "_At":
        """Return a block that keeps an error, placed at a field, instead of letting it go on."""
        return _At(field, self)

    def add(self, error: TimelineError) -> None:
        """Keep an error, unless its field has one already."""
        self._errors.setdefault(error.field, error)

    def add_incomplete(self, field: str, message: str) -> None:
        """Note that a field is missing, or does not go with the others."""
        self.add(IncompleteError(message, field=field))

    def errors(self, order: Sequence[str] = ()) -> tuple[TimelineError, ...]:
        """Return the errors in an order of fields; those of other fields follow as they came."""
        places = {field: place for place, field in enumerate(order)}
        return tuple(sorted(self._errors.values(), key=lambda error: places.get(error.field or "", len(places))))

    def refuse(self) -> None:
        """Raise the errors, if there are any: one as it is, several as a FormError."""
        refuse(self.errors())


def refuse(errors: tuple[TimelineError, ...]) -> None:
    """Raise errors, if there are any: one as it is, several as a FormError."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise FormError(errors)


class _At:
    """A block that keeps an error, placed at a field, instead of letting it go on."""

    def __init__(self, field: str, problems: Problems) -> None:
        self._field = field
        self._problems = problems

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, TimelineError):
            return False
        self._problems.add(error.at(self._field))
        return True
