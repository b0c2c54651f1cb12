"""Open an entry in the user's editor, parse and store the text, and open it again if it is wrong."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from timeline.cli.invocation import chosen_file, invocation
from timeline.cli.output import note
from timeline.cli.root import error_lines
from timeline.database.opening import read_connection
from timeline.desk import entries, entry_text
from timeline.errors import ConflictError, NoEntryError, RefusedError, TimelineError
from timeline.schema.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.desk.forms import Form
    from timeline.desk.versions import Version

_HELP = """\
# Entry {number}, {kind}. Change the fields, save and leave the editor; leave without saving to change nothing.
# An empty field is cleared. Indent every line of a text but its first by four blanks.
# Separate topics, places, participants (NAME (ROLE)) and links (RELATION NUMBER) by semicolons.
"""


def edit(ctx: click.Context, form: "Form", store: "Callable[[click.Context, Form], None]") -> None:
    """Open an entry in the editor and store the changes. If they are refused, offer to correct them."""
    invocation(ctx).labels |= {name: FIELDS[name].line for name in form.values}
    text = _HELP.format(number=form.entry, kind=form.kind) + entry_text.text_of(form)
    before = entry_text.parse_text(text, form)
    while True:
        edited = _edited(text)
        if edited is None:
            note("nothing changed")
            return
        text = edited
        try:
            changed = entry_text.edited(form, before, entry_text.parse_text(text, form))
            if changed is None:
                note("nothing changed")
                return
            store(ctx, changed)
        except NoEntryError as error:
            if error.field in (None, "entry"):
                raise NoEntryError(form.entry, message="the entry was deleted meanwhile; nothing was stored") from None
            _offer_correction(ctx, error)
        except ConflictError as error:
            for one in error.fields:
                name = FIELDS[one.field].line
                advice = "keep both changes" if one.yours is None else "replace it with yours"
                note(f"timeline: {name} was changed meanwhile, to “{one.theirs}”; save again to {advice}")
            form = replace(form, version=_version(ctx, form))
            _confirm_correction(ctx, error)
        except TimelineError as error:
            _offer_correction(ctx, error)
        else:
            return


def _version(ctx: click.Context, form: "Form") -> "Version | None":
    """Return the present version of the entry, which a note has just shown to the person."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        return entries.form_of(connection, form.entry or 0).version


def _offer_correction(ctx: click.Context, error: TimelineError) -> None:
    for line in error_lines(error, invocation(ctx)):
        note(f"timeline: {line}")
    _confirm_correction(ctx, error)


def _confirm_correction(ctx: click.Context, error: TimelineError) -> None:
    if not click.confirm("Correct it?", default=True, err=True):
        ctx.exit(error.exit_code)


def _edited(text: str) -> str | None:
    """Return a text as the person edited it, or None if it was not saved. Raises RefusedError if the editor fails."""
    try:
        return click.edit(text, extension=".txt")
    except UnicodeDecodeError:
        raise RefusedError("the editor saved text that is not valid UTF-8; nothing was stored") from None
    except click.ClickException as error:
        raise RefusedError(
            f"{error.format_message()}; set EDITOR to another editor, or give options such as --date"
        ) from error
