"""``timeline import``: import other people's data and account for every row."""

import shlex
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from timeline.cli import progress
from timeline.cli.arguments import Choice
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.errors import RefusedError
from timeline.files import irregular
from timeline.formats import READ
from timeline.render.import_report import count_lines, mapping_lines, new_line, some
from timeline.schema.vocabulary import DATE_ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.desk.imports import Account, Choices, Mapping, NamedFile, Plan, Planned

#: choice → its option, if the option has another name
_LABELS = {"maps": "--map", "sets": "--set", "identifier": "--id"}


class _ImportOptions(TypedDict):
    """The options of the command, by name; ``None`` if one is missing."""

    format_: str | None
    maps: tuple[str, ...]
    sets: tuple[str, ...]
    identifier: str | None
    dataset: str | None
    null: tuple[str, ...]
    date_order: str | None
    reference: str | None
    encoding: str | None
    mapping: str | None
    dry_run: bool
    skip_invalid: str | None
    yes: bool


@click.command("import", cls=Command, short_help="Import files of other programs and account for every row.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option("--format", "format_", type=Choice([*READ, "tsv"]), help="The format, if the file name does not show it.")
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Fill a field from a column, or from several."
)
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Fill a field with one value in every row.")
@click.option("--id", "identifier", metavar="COLUMN", help="The column that identifies each row.")
@click.option(
    "--dataset", metavar="NAME", help="The dataset that the identifiers belong to. [default: the file's name]"
)
@click.option("--null", multiple=True, metavar="VALUE", help="A value that marks an empty cell, such as -9 or NA.")
@click.option(
    "--date-order",
    type=Choice(DATE_ORDERS),
    help="The order of day, month and year in dates such as 03/04/2025.",
)
@click.option("--reference", metavar="DATE", help="The day on which the rows were written, for dates such as Thursday.")
@click.option("--encoding", metavar="NAME", help="The charset, such as windows-1251, if it cannot be detected.")
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(),
    help="Read these options from FILE if it exists, or save them to it.",
)
@click.option("--dry-run", is_flag=True, help="Store nothing; print what would be stored.")
@click.option(
    "--skip-invalid", metavar="REJECTS", type=click.Path(), help="Write the rows that cannot be stored to a file."
)
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are right.")
@write_options
@database_option
@click.pass_context
def import_(ctx: click.Context, /, files: tuple[str, ...], **options: Unpack[_ImportOptions]) -> None:
    """Import FILE: JSON Lines, JSON, CSV, TSV, TimelineJS, iCalendar, or Markdown, one document or a folder.

    timeline guesses which column fills which field, and shows it; --map decides. It joins columns by the characters
    between them (date=styear-stmon-stday) or within a text (title='{name} visits {country}'), and splits lists
    (topic=tags[;]).
    A row with a speaker is a statement; --set kind=office imports offices of speakers.

    Nothing is stored unless every row can be, or --skip-invalid sets the others aside. Importing the same file again
    adds nothing. One import is one changeset, which timeline undo reverses.

    \b
    timeline import trips.csv --map title=remarks --id id
    timeline import other.jsonl --dry-run
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import imports

    invocation(ctx).labels |= _LABELS
    mapping = imports.mapping_of(_choices(options), options["mapping"])
    keeping = imports.set_aside(options["skip_invalid"], files, database=chosen_file(ctx), mapping=options["mapping"])
    with keeping as rejects, _readable(files, mapping) as readable:
        planned = imports.plan(readable, mapping, rejects, invocation(ctx).settings.chosen("date_order"))
        _show(planned.plans)
        if not options["yes"] and planned.is_guess and sys.stdin.isatty():
            click.confirm("Import it like this?", default=True, abort=True, err=True)
        number, aside = None, 0
        try:
            opened = changeset(ctx, rehearse=options["dry_run"], purpose=planned.purpose)
            with opened as session, progress.shown("reading") as shown:
                number = imports.run(session, planned, lambda what, rows: shown.step(rows, what)).changeset
                aside = 0 if options["dry_run"] else imports.keep_rejects(planned)
        except imports.NothingNewError:
            aside = 0 if options["dry_run"] else imports.keep_rejects(planned)
        except RefusedError:
            _print_rejects(planned.account)
            raise
    file = options["mapping"]
    if number is not None and not options["dry_run"] and file is not None and imports.keep_mapping(file, planned):
        note(f"the mapping is saved in {file}")
    _report(planned.account, number, dry=options["dry_run"])
    if aside:
        rows = "1 row is" if aside == 1 else f"{aside:,} rows are"
        note(f"{rows} set aside in {options['skip_invalid']}; {_advice(options, planned)}")


def _choices(options: _ImportOptions) -> "Choices":
    from timeline.desk.imports import Choices

    return Choices(
        maps=options["maps"],
        sets=options["sets"],
        null=options["null"],
        identifier=options["identifier"],
        dataset=options["dataset"],
        format=options["format_"],
        date_order=options["date_order"],
        reference=options["reference"],
        encoding=options["encoding"],
    )


def _advice(options: _ImportOptions, planned: "Planned") -> str:
    """Say how to import rows that were set aside, once they are fixed, as rows of the file they are from."""
    if planned.dataset is None:
        return "fix them in their own files, then import those files again; the other rows stay as stored"
    words = [("--dataset", planned.dataset)]
    several = {"--map": options["maps"], "--set": options["sets"], "--null": options["null"]}
    words += [(name, value) for name, values in several.items() for value in values]
    single = {
        "--id": options["identifier"],
        "--date-order": options["date_order"],
        "--reference": options["reference"],
        "--mapping": options["mapping"],
    }
    words += [(name, value) for name, value in single.items() if value is not None]
    arguments = [options["skip_invalid"] or "", *(word for pair in words for word in pair)]
    return f"fix them, then run: timeline import {shlex.join(arguments)}"


@contextmanager
def _readable(files: tuple[str, ...], mapping: "Mapping") -> "Iterator[list[NamedFile]]":
    """Yield a path to read and the name of every file; stdin and pipes are copied to temporary files."""
    from timeline.desk.imports import NamedFile, short_names

    names = short_names(files)
    paths = {file: file for file in files}
    streams = [file for file in files if file == "-" or _is_stream(file)]
    for file in files:
        kind = irregular(file)
        if kind not in (None, "a folder") and file not in streams:
            raise RefusedError(
                f"{file} is {kind}, not a file; what a program prints is imported with: … | timeline import -"
            )
    if streams and mapping.format is None:
        raise RefusedError(f"{streams[0]}: a pipe has no file name that shows its format; give --format")
    with ExitStack() as copies:
        for file in streams:
            copy = copies.enter_context(tempfile.NamedTemporaryFile(prefix="timeline-"))
            with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream:
                shutil.copyfileobj(stream, copy)
            copy.flush()
            paths[file] = copy.name
        yield [NamedFile(path, "stdin" if file == "-" else names[file]) for file, path in paths.items()]


def _is_stream(path: str) -> bool:
    """Return whether a path is an open pipe, as a shell gives it for ``<(command)``; it can be read only once."""
    return path.startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin")) and irregular(path) == "a pipe"


def _show(plans: "Sequence[Plan]") -> None:
    before = None
    for plan in plans:
        lines = list(mapping_lines(plan))
        same = plan.mapping == before  # the file before has the same mapping
        for line in lines[:1] if same else lines:
            click.echo(line, err=True)
        before = plan.mapping


def _print_rejects(account: "Account") -> None:
    for reject in account.rejects:
        note(str(reject))
    if (more := account.fates["rejected"] - len(account.rejects)) > 0:
        note(f"… and {more:,} more")


def _print_notes(account: "Account") -> None:
    """Print everything but the counts that deserves a look."""
    _print_rejects(account)
    for line in some(account.conflicts):
        note(line)
    if account.markup:
        note(f"{account.markup:,} {'text is' if account.markup == 1 else 'texts are'} HTML; their markup is removed")
    for line in some(f"“{title}” is split from “{name}”" for name, title in account.split.items()):
        note(line)
    for line in account.notes:
        note(line)
    for line in some(f"“{name}” is read as {who}" for name, who in account.matches):
        note(line)
    for line in some(f"“{name}” is new, and looks like “{like}”" for name, like in account.alike):
        note(line)


def _report(account: "Account", number: int | None, *, dry: bool) -> None:
    _print_notes(account)
    for line in count_lines(account, dry=dry):
        click.echo(line)
    if account.stored and (line := new_line(account.new)):
        note(line)
    if number is None:
        note("nothing is new, and nothing was stored")
    elif not dry:
        note(f"this is changeset {number}; timeline undo {number} reverses it")
