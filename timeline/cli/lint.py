"""``timeline lint``: finding what deserves a second look."""

from collections.abc import Iterable

import click

from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, format_option, note, print_lines, print_rows, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.evidence import lint as reader


def _codes(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Read codes, also several with commas between them."""
    codes = tuple(code.strip() for text in given for code in text.split(","))
    for code in codes:
        if code not in reader.CODES:
            raise click.BadParameter(f"“{code}” is no code; the codes are {', '.join(reader.CODES)}")
    return codes


@click.command(cls=Command, short_help="Find what deserves a second look.")
@click.option("--only", multiple=True, callback=_codes, metavar="CODE", help="Only this kind; several with commas.")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODE", help="Not this kind.")
@format_option
@database_option
@click.pass_context
def lint(ctx: click.Context, only: tuple[str, ...], ignore: tuple[str, ...], format_: str) -> None:
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        found = list(reader.findings(connection, only, ignore))
    if format_ == "text":
        from timeline.render.proofs import findings

        print_lines(findings(found, columns(), style))
    else:
        print_rows([finding._asdict() for finding in found], format_)
    note(_counted(found))
    if found:
        ctx.exit(1)


def _counted(found: Iterable[reader.Finding]) -> str:
    counts: dict[str, int] = {}
    for finding in found:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    return ", ".join(f"{number:,} {code}" for code, number in counts.items()) or "nothing to look at"


_CODES = "\n".join(f"{code:<18}{what}" for code, (_, what) in reader.CODES.items())
lint.help = (
    "Find entries, sources and speakers that deserve a second look before they are quoted. Exits with 1 for findings."
    f"\n\nThe codes, for --only and --ignore:\n\n\b\n{_CODES}"
)
