"""``timeline publish``: write the timeline as pages that need no server."""

import os
import sqlite3
from importlib.util import find_spec
from typing import TYPE_CHECKING, Unpack

import click

from timeline.cli import filtering, progress
from timeline.cli.filtering import FilterOptions, filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import note, whole_file
from timeline.cli.root import Command
from timeline.cli.serve import base_url_of, title_of
from timeline.database.opening import read_connection
from timeline.errors import RefusedError

if TYPE_CHECKING:
    from timeline.web.book import Book
    from timeline.web.publication import Look

_NEEDED = ("jinja2", "markdown_it")


@click.command(cls=Command, short_help="Write the timeline as pages that need no server.")
@click.argument("out", type=click.Path(), metavar="OUT")
@click.option("--title", metavar="TEXT", help="The title above every page.  [default: the name of the file]")
@click.option("--base-url", metavar="URL", help="The address under which the pages will be found, for quoting them.")
@click.option("--intro", type=click.Path(), metavar="FILE.md", help="A text in Markdown to put above the list.")
@click.option("--full-text", is_flag=True, help="Include the whole texts of sources, not only the cited passages.")
@click.option("--notes", is_flag=True, help="Include all notes.")
@filter_options
@database_option
@click.pass_context
def publish(
    ctx: click.Context,
    /,
    out: str,
    title: str | None,
    base_url: str | None,
    intro: str | None,
    *,
    full_text: bool,
    notes: bool,
    **options: Unpack[FilterOptions],
) -> None:
    """Write the timeline as pages that need no server: put them on any server, or read them from a disk.

    If OUT ends in .html, write one self-contained page; otherwise write a folder of pages. Search and filters run in
    the browser, and the pages load nothing from other hosts. They leave out whole texts of sources, notes, and who
    changed what; a note on stderr lists this.

    The same file gives the same bytes. publish replaces a page or folder only if it wrote all of it.
    """
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise RefusedError(
            f"publishing needs {' and '.join(missing)}; install them with: pip install 'diplomatic-timeline[web]'"
        )
    filtering.check_usage(options, ctx)
    path, base = chosen_file(ctx), base_url_of(ctx, base_url)
    dates = filtering.date_filter(options, ctx)
    from timeline.web import intro as introduction
    from timeline.web.book import read
    from timeline.web.publication import AROUND_CHARACTERS, Look, left_out

    name = os.path.splitext(os.path.basename(path))[0]
    look = Look(
        title=title_of(ctx, title) or name,
        base_url=base,
        intro=introduction.read(intro) if intro else None,
        full_text=full_text,
        chosen=filtering.description(options),
    )
    is_page = out.lower().endswith((".html", ".htm"))
    with read_connection(path, at_one_moment=True) as connection:
        filter_ = filtering.whole_filter(connection, options, dates)
        with progress.shown("reading"):
            known = read(connection, filter_, AROUND_CHARACTERS, notes=notes)
        _write(connection, out, path, known, look, is_page=is_page)
        filtering.report_left_out(connection, filter_)
    note(left_out(known, look, in_folder=not is_page))


def _write(connection: sqlite3.Connection, out: str, path: str, known: "Book", look: "Look", *, is_page: bool) -> None:
    """Write one page or a folder. Raises RefusedError if it would replace anything that publish did not write."""
    from timeline.web import folder, publication

    if is_page:
        with whole_file(out, path) as file:
            _check_page(out)
            with progress.shown("writing"):
                page = publication.page(connection, known, look)
            file.write(page)
        return
    if os.path.exists(out) and os.path.samefile(out, path):
        raise RefusedError(f"{out} is the timeline itself; choose a folder, or a name that ends in .html")
    with progress.shown("writing files") as shown:
        folder.write(out, progress.stepping(publication.folder(connection, known, look), shown))


def _check_page(out: str) -> None:
    """Raise RefusedError if a page exists that publish did not write."""
    if not os.path.isfile(out):
        return
    from timeline.web.publication import is_own_page

    with open(out, "rb") as file:
        page = file.read()
    if page and not is_own_page(page):
        raise RefusedError(
            f"{out} was not written by publish, or was changed since; move it away or choose another name"
        )
