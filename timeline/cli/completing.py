"""Complete names, numbers of sources, relations and codes on a shell's command line, from the database in use.

A completer that meets an error offers nothing: the command itself says what is wrong when it runs.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from timeline.cli.invocation import invocation
from timeline.errors import TimelineError
from timeline.schema.vocabulary import RELATIONS, EntityKind

if TYPE_CHECKING:
    import sqlite3

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]
#: more candidates than this help nobody
_MOST_CANDIDATES = 500


def names(kind: EntityKind) -> Completer:
    """Return the completer of the names of speakers, topics or places, and of the numbers or titles of sources.

    It offers the first of these that exist: every known name that begins with what is typed, main names with a word
    that does, other names with a word that does.
    """

    def complete(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from timeline.database.opening import read_connection

        try:
            with read_connection(invocation(ctx).file) as connection:
                return _sources(connection, typed) if kind == "source" else _items(_fitting(connection, kind, typed))
        except (TimelineError, OSError):
            return []

    return complete


def _fitting(connection: "sqlite3.Connection", kind: EntityKind, typed: str) -> list[str]:
    from timeline.desk import entity_lists

    start, known = typed.casefold(), entity_lists.names(connection, kind)
    begun = [name for name, _ in known if name.casefold().startswith(start)]
    within = [one for one in known if any(word.startswith(start) for word in one[0].casefold().split())]
    return begun or [name for name, is_main in within if is_main] or [name for name, _ in within]


def _sources(connection: "sqlite3.Connection", typed: str) -> list[CompletionItem[str]]:
    """Return numbers, each with its title, for nothing or for digits; else titles that have what is typed."""
    from timeline.desk.entity_lists import sources

    labels = [(str(row.id), row.title or row.url or row.publisher or "") for row in sources(connection)]
    if not typed or typed.isdigit():
        return [CompletionItem(number, help=label) for number, label in labels if number.startswith(typed)]
    return _items(label for _, label in labels if typed.casefold() in label.casefold())


def words(known: Iterable[str], *, after: str = "") -> Completer:
    """Return the completer of words from a list, and of the last of several that are separated by ``after``."""

    def complete(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        before, mark, last = typed.rpartition(after) if after else ("", "", typed)
        return _items(before + mark + word for word in known if word.startswith(last))

    return complete


def files(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Let the shell complete the name of a file."""
    return [CompletionItem(typed, type="file")]


speakers, topics, places, sources = names("speaker"), names("topic"), names("place"), names("source")
#: completes the relation of a link, which a number follows
relations = words([relation.replace("_", " ") for relation in RELATIONS])


def _items(values: Iterable[str]) -> list[CompletionItem[str]]:
    usable = (value for value in dict.fromkeys(values) if value.isprintable())
    return [CompletionItem(value) for value, _ in zip(usable, range(_MOST_CANDIDATES), strict=False)]
