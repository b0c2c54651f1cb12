"""Make the options that fill the fields of an entry, from the one table of fields."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.date_options import reading_options
from timeline.schema.fields import FIELDS, Field

if TYPE_CHECKING:
    from timeline.desk.versions import Value

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MODES = {"verbatim": "The text is the exact words.", "paraphrase": "The text is a paraphrase, not the exact words."}
#: field → help of its option in a command whose TEXT fills the other field
_BESIDE_TEXT = {"title": "A title for a statement.", "text": "Details of an event."}
_NO = "no_"
#: type of a field → completer of its values
_COMPLETERS = {
    "speaker": completing.speakers,
    "participant": completing.speakers,
    "topic": completing.topics,
    "place": completing.places,
    "source": completing.sources,
    "outlet": completing.sources,
    "link": completing.relations,
}


def adding_options(command: _Command) -> _Command:
    """Give a command an option for every field of a new entry but its words; a list repeats its option."""
    fields = (field._replace(help=_BESIDE_TEXT.get(field.name, field.help)) for field in _fields())
    return _decorated(command, [option for field in fields for option in _options(field, many=field.many)])


def editing_options(command: _Command) -> _Command:
    """Give a command options that replace a field of an entry, or add to a list and remove from it."""
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
                    shell_complete=_COMPLETERS.get(field.type),
                    help=f"Remove this {word}.",
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
        return [click.option(name, field.name, type=Choice(field.choices), metavar="KIND", help=help_)]
    option = click.option(
        name,
        field.name,
        multiple=many,
        metavar=field.metavar,
        shell_complete=_COMPLETERS.get(field.type),
        help=field.help,
    )
    return [option, *reading_options] if field.name == "time" else [option]


def _decorated(command: _Command, options: list[Any]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


def values(options: Mapping[str, Any]) -> "dict[str, Value]":
    """Return the typed values by field, without fields that were not typed."""
    return {name: options[name] for name in FIELDS if options.get(name) not in (None, ())}


def removed(options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the values to remove, by field."""
    return {name: options[f"{_NO}{name}"] for name in FIELDS if options.get(f"{_NO}{name}")}
