"""Check that a record of an import has the types that timeline writes, before anything of it is stored.

The types are those of the records themselves (:mod:`timeline.reading.records`, :mod:`timeline.reading.entities`).
"""

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from timeline.errors import RefusedError

#: returns where a value differs, such as ``citations[0].exact``, and how; None if it does not
Check = Callable[[object], tuple[str, str] | None]


def refuse_misfit(record: Mapping[str, object], shape: type, optional: frozenset[str]) -> None:
    """Raise RefusedError, which names the place, if a record is not a complete value of a TypedDict.

    The keys in ``optional`` may be missing, also in the values in it.
    """
    misfit = _check_of(shape, optional)(record)
    if misfit is not None:
        raise RefusedError(f"its {misfit[0].lstrip('.')} {misfit[1]}; it is not a complete record of timeline")


@cache
def _check_of(hint: Any, optional: frozenset[str]) -> Check:
    origin, inner = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return _fields({key: _check_of(value, optional) for key, value in get_type_hints(hint).items()}, optional)
    if origin is list:
        return _items(_check_of(inner[0], optional))
    if origin is tuple:
        return _tuple([_check_of(part, optional) for part in inner])
    if origin is dict:
        return _values(_check_of(inner[1], optional))
    if origin in (Union, types.UnionType):
        (other,) = (part for part in inner if part is not types.NoneType)
        check = _check_of(other, optional)
        return lambda value: None if value is None else check(value)
    if hint is bool:
        return lambda value: None if type(value) is bool else ("", "is not true or false")
    if hint is int:
        return _number
    if hint is str or origin is Literal:
        return _text
    raise TypeError(hint)


def _text(value: object) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "", "is not a text"
    if "\0" in value:
        return "", "contains a NUL character; remove it"
    return None


def _number(value: object) -> tuple[str, str] | None:
    is_number = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    return None if is_number else ("", "is not a number that can be stored")


def _fields(checks: dict[str, Check], optional: frozenset[str]) -> Check:
    required = checks.keys() - optional

    def check(value: object) -> tuple[str, str] | None:
        if not isinstance(value, dict):
            return "", "is not an object"
        if not required <= value.keys():
            return f".{min(required - value.keys())}", "is missing"
        for key, inner in value.items():
            if key in checks and (misfit := checks[key](inner)):
                return f".{key}{misfit[0]}", misfit[1]
        return None

    return check


def _items(check_item: Check) -> Check:
    def check(value: object) -> tuple[str, str] | None:
        if not isinstance(value, list):
            return "", "are not a list"
        for place, item in enumerate(value):
            if misfit := check_item(item):
                return f"[{place}]{misfit[0]}", misfit[1]
        return None

    return check


def _tuple(checks: list[Check]) -> Check:
    def check(value: object) -> tuple[str, str] | None:
        if not isinstance(value, list) or len(value) != len(checks):
            return "", f"is not a list of {len(checks)}"
        return next((misfit for part, item in zip(checks, value, strict=True) if (misfit := part(item))), None)

    return check


def _values(check_value: Check) -> Check:
    def check(value: object) -> tuple[str, str] | None:
        if not isinstance(value, dict):
            return "", "is not an object"
        for key, inner in cast("dict[str, object]", value).items():
            if misfit := _text(key) or check_value(inner):
                return f".{key[:40]}{misfit[0]}", misfit[1]
        return None

    return check
