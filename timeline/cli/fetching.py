"""Give commands that fetch pages the option to fetch from a private network."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from timeline.cli.invocation import invocation

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _allowed(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
    return value or invocation(ctx).settings.value("allow_private").text == "yes"


def allow_private_option(command: _Command) -> _Command:
    """Give a command ``--allow-private``, or what the settings say of it."""
    return click.option(
        "--allow-private",
        is_flag=True,
        callback=_allowed,
        help="Fetch also from this computer or a private network.",
    )(command)
