"""The options that fill the fields of an entry, made from the one table of fields."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.schema.fields import FIELDS, Field

if TYPE_CHECKING:
    from timeline.desk.versions import Value

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MODES = {"verbatim": "The text is the exact words.", "paraphrase": "The text tells what was said."}
_NO = "no_"


def adding_options(command: _Command) -> _Command:
    """Let a command take every field of a new entry; several values are one option given several times."""
    return _decorated(command, [option for field in _fields() for option in _options(field, many=field.many)])


def editing_options(command: _Command) -> _Command:
    """Let a command take what changes in an entry: a field anew, or what a field of several gains and loses."""
    options: list[Any] = []
    for field in _fields():
        if field.owner == "source":
            continue
        many = field.many and field.type != "speaker"
        options += _options(field, many=many)
        if many:
            word = field.word
            options.append(
                click.option(
                    f"--no-{word}",
                    f"{_NO}{field.name}",
                    multiple=True,
                    metavar=field.metavar,
                    help=f"Take this {word} away.",
                )
            )
    return _decorated(command, options)


def _fields() -> list[Field]:
    return [field for field in FIELDS.values() if field.name != "kind"]


def _options(field: Field, *, many: bool) -> list[Any]:
    if field.name == "mode":
        return [click.option(f"--{mode}", "mode", flag_value=mode, help=_MODES[mode]) for mode in field.choices]
    name = f"--{field.word.replace('_', '-')}"
    if field.type == "choice":
        return [click.option(name, field.name, type=click.Choice(field.choices), help=field.help)]
    return [click.option(name, field.name, multiple=many, metavar=field.metavar, help=field.help)]


def _decorated(command: _Command, options: list[Any]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


def values(options: Mapping[str, Any]) -> "dict[str, Value]":
    """Return what was typed, by field; fields that were not typed are left out."""
    return {name: options[name] for name in FIELDS if options.get(name) not in (None, ())}


def removed(options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what is to be taken from fields of several values."""
    return {name: options[f"{_NO}{name}"] for name in FIELDS if options.get(f"{_NO}{name}")}
