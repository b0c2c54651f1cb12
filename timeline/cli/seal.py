"""``timeline seal``: seal changes by plain SQL, print the head, and sign it."""

import click

from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import note
from timeline.cli.root import Command


@click.command(cls=Command, short_help="Print the head, which tells whether history was altered; sign it.")
@click.option("--sign", "key", metavar="KEY", type=click.Path(), help="Sign the head with this ssh key.")
@database_option
@click.pass_context
def seal(ctx: click.Context, key: str | None) -> None:
    """Seal what plain SQL has changed since the last command, and print the head of the file.

    Whoever writes the head down can tell later, with timeline db check --head, whether anything before it was altered.
    KEY is a file with a private key, or with a public key whose private one an agent holds. The signature is stored in
    the file; timeline db check --signers checks it.
    """
    from timeline.database import sealing

    head = sealing.seal(chosen_file(ctx), key=key)
    click.echo(str(head))
    if key is not None:
        note("signed; check it with: timeline db check --signers FILE, where FILE lists you and your public key")
