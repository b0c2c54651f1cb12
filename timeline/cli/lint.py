"""``timeline lint``: find entries, sources and speakers that deserve a second look."""

from collections.abc import Iterable

import click

from timeline.cli import completing, progress
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, format_option, note, print_lines, print_rows, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.evidence import lint as reader
from timeline.words.suggestions import did_you_mean


def _codes(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Parse codes, which may be separated by commas."""
    codes = tuple(code.strip() for text in texts for code in text.split(","))
    for code in codes:
        if code not in reader.CODES:
            raise click.BadParameter(
                f"“{code}” is not a code; the codes are {', '.join(reader.CODES)}{did_you_mean(code, reader.CODES)}"
            )
    return codes


_complete = completing.words(reader.CODES, after=",")


@click.command(cls=Command, short_help="Find entries, sources and speakers that deserve a second look.")
@click.option(
    "--only",
    multiple=True,
    callback=_codes,
    metavar="CODE",
    shell_complete=_complete,
    help="Only findings with this code; separate several by commas.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="CODE",
    shell_complete=_complete,
    help="No findings with this code.",
)
@format_option
@database_option
@click.pass_context
def lint(ctx: click.Context, only: tuple[str, ...], ignore: tuple[str, ...], format_: str) -> None:
    path = chosen_file(ctx)
    with read_connection(path) as connection, progress.shown("looking for findings"):
        findings = list(reader.findings(connection, only, ignore))
    if format_ == "text":
        from timeline.render import proofs

        print_lines(proofs.findings(findings, columns(), style))
    else:
        print_rows([finding._asdict() for finding in findings], format_)
    note(_counts(findings))
    if findings:
        ctx.exit(1)


def _counts(findings: Iterable[reader.Finding]) -> str:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    return ", ".join(f"{number:,} {code}" for code, number in counts.items()) or "no findings"


_CODES = "\n".join(f"{code:<18}{meaning}" for code, (_, meaning) in reader.CODES.items())
lint.help = (
    "Find entries, sources and speakers that deserve a second look before you quote them. Exits with 1 for findings."
    f"\n\nThe codes, for --only and --ignore:\n\n\b\n{_CODES}"
)
