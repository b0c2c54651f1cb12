"""``timeline config``: list the settings, and set or unset one."""

import click
from click.shell_completion import CompletionItem

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.invocation import invocation
from timeline.cli.output import note, print_rows
from timeline.cli.root import Command, Group
from timeline.settings import SETTINGS, Settings, Value, name_of

_EXAMPLES = """
\b
timeline config set database ~/timeline.db
timeline config set date_order dmy
timeline config unset date_order
"""


@click.group(cls=Group, invoke_without_command=True, short_help="List and change your settings.")
@click.option(
    "--format", "format_", type=Choice(["text", "json", "jsonl", "csv"]), default="text", show_default=True,
    help="How to print.",
)  # fmt: skip
@click.pass_context
def config(ctx: click.Context, format_: str) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from timeline.database.changeset import actor

    settings = invocation(ctx).settings
    values = {name: settings.value(name) for name in SETTINGS}
    if values["actor"].origin == "default":
        values["actor"] = Value(actor(), "the login name")
    print_rows(
        [{"setting": name, "value": text or None, "from": origin} for name, (text, origin) in values.items()], format_
    )
    if format_ == "text":
        note(f"the settings are in {settings.path}")


_NAMES = "\n".join(f"{name:<12}{setting.help}" for name, setting in SETTINGS.items())
config.help = (
    "List the settings: their values, and where each comes from. An option comes before the environment, and the"
    f" environment before your file of settings.\n\n\b\n{_NAMES}\n{_EXAMPLES}"
)


def _complete_value(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    name = str(ctx.params.get("name"))
    if name == "database":
        return completing.files(ctx, param, typed)
    return completing.words(SETTINGS[name].words if name in SETTINGS else ())(ctx, param, typed)


@config.command("set", cls=Command, short_help="Change a setting.")
@click.argument("name", shell_complete=completing.words(SETTINGS))
@click.argument("value", shell_complete=_complete_value)
@click.pass_context
def set_(ctx: click.Context, name: str, value: str) -> None:
    """Change a setting in your file, which is made if it is missing; its comments stay."""
    invocation(ctx).labels["setting"] = "NAME"
    settings, known = invocation(ctx).settings, name_of(name)
    stored = settings.set(known, value)
    note(f"{known} is now {stored}, in {settings.path}")
    _report_override(settings, known)


@config.command(cls=Command, short_help="Remove a setting.")
@click.argument("name", shell_complete=completing.words(SETTINGS))
@click.pass_context
def unset(ctx: click.Context, name: str) -> None:
    """Remove a setting from your file, so that its default holds again."""
    settings = invocation(ctx).settings
    known = name if settings.has(name) else name_of(name)
    settings.set(known, None)
    note(f"{known} is no longer in {settings.path}")
    if known in SETTINGS:
        _report_override(settings, known)


def _report_override(settings: Settings, name: str) -> None:
    value = settings.value(name)
    if value.origin == SETTINGS[name].variable:
        note(f"{value.origin} comes before it, and says {value.text}")
