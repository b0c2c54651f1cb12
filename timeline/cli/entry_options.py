"""The options that fill the fields of an entry, made from the one table of fields."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.date_options import reading_options
from timeline.schema.fields import FIELDS, Field

if TYPE_CHECKING:
    from timeline.desk.versions import Value

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MODES = {"verbatim": "The text is the exact words.", "paraphrase": "The text tells what was said."}
#: field → what is put into it by an option of a command whose TEXT fills the other one
_BESIDE_TEXT = {"title": "A title for a statement.", "text": "More about an event."}
_NO = "no_"


def adding_options(command: _Command) -> _Command:
    """Let a command take every field of a new entry but its words; several values are one option several times."""
    fields = (field._replace(help=_BESIDE_TEXT.get(field.name, field.help)) for field in _fields())
    return _decorated(command, [option for field in fields for option in _options(field, many=field.many)])


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
                    metavar="NAME" if field.type == "participant" else field.metavar,
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
        help_ = f"{field.help.rstrip('.')}: {', '.join(field.choices)}."
        return [click.option(name, field.name, type=click.Choice(field.choices), metavar="KIND", help=help_)]
    option = click.option(name, field.name, multiple=many, metavar=field.metavar, help=field.help)
    return [option, *reading_options] if field.name == "time" else [option]


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
