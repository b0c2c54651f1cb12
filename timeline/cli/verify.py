"""``timeline verify``: check every word against its source."""

import click

from timeline.cli import progress
from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, format_option, note, print_lines, print_rows, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.evidence import verify as checker
from timeline.reading import query


@click.command(cls=Command, short_help="Check every word against its source.")
@click.argument("numbers", nargs=-1, type=ENTRY_NUMBER, metavar="[NUMBER]...")
@format_option
@database_option
@click.pass_context
def verify(ctx: click.Context, numbers: tuple[int, ...], format_: str) -> None:
    """Check every citation against its snapshot, and every verbatim word against the citations.

    Without NUMBER, text lists only those that are not exact; with NUMBER, and in other formats, all are listed. Exits
    with 1 if anything is not exact. "speaker not named" is only a note: neither the sentence nor the one before has a
    name of the speaker, so make sure that the words are not somebody else's.

    The states are exact, moved, ambiguous, changed, missing and no snapshot.
    """
    path = chosen_file(ctx)
    unique = tuple(dict.fromkeys(numbers))
    with read_connection(path) as connection:
        query.require(connection, unique)
        with progress.shown("verifying", checker.count(connection, unique)) as shown:
            checks = checker.checks(connection, unique, lambda done: shown.step((shown.done or 0) + done))
    if format_ != "text":
        print_rows([check._asdict() for check in checks], format_)
    else:
        from timeline.render.proofs import verified

        listed = checks if unique else [check for check in checks if check.state != "exact" or check.note]
        print_lines(verified(listed, columns(), style))
    tally = checker.tally(checks)
    unnamed = sum(check.note is not None for check in checks)
    states = ", ".join(f"{number:,} {state}" for state, number in tally.items()) or "nothing to verify"
    note(states + (f"; {checker.NOT_NAMED} in {unnamed:,}" if unnamed else ""))
    if set(tally) - {"exact"}:
        ctx.exit(1)
