"""``timeline serve``: show the timeline in a browser."""

import errno
import os
import socket
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import click

from timeline.cli.fetching import allow_private_option
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.upgrading import upgraded
from timeline.cli.writing import write_options
from timeline.database import opening
from timeline.database.opening import File
from timeline.errors import RefusedError
from timeline.settings import checked_base_url

if TYPE_CHECKING:
    from timeline.web.desk.app import Desk

_NEEDED = ("itsdangerous", "jinja2", "python_multipart", "starlette", "uvicorn")
#: how long a connection stays open whose other end takes no bytes
_STALLED_MILLISECONDS = 30_000
_LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command(cls=Command, short_help="Show the timeline in a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for any free one."
)
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Also answer requests for this host name.")
@click.option("--title", metavar="TEXT", help="The title above every page.  [default: the name of the file]")
@click.option("--base-url", metavar="URL", help="The address under which others find these pages, for quoting them.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@click.option("--edit", is_flag=True, help="Let the browser that opens the printed address change the timeline.")
@allow_private_option
@write_options
@database_option
@click.pass_context
def serve(
    ctx: click.Context,
    /,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    title: str | None,
    base_url: str | None,
    *,
    open_: bool,
    edit: bool,
    allow_private: bool,
) -> None:
    """Show the timeline in a browser, read-only, until Ctrl-C.

    The next request shows every change of the file. Only this machine can connect, unless you give --host; there is no
    password. With --edit, the browser also reviews articles and changes the timeline, on this machine only: the printed
    address works once, and a new one is printed when it has been used. The file is backed up before the first change of
    a day.
    """
    if edit and (host not in _LOCAL or hosts):
        raise RefusedError("--edit works on this machine only; leave out --host and --allow-host")
    if not edit and (invocation(ctx).author or invocation(ctx).why):
        raise click.UsageError("--by and --why need --edit", ctx)
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise RefusedError(
            f"serving needs {' and '.join(missing)}; install them with: pip install 'diplomatic-timeline[web]'"
        )
    path, base_url = chosen_file(ctx), base_url_of(ctx, base_url)
    if edit:
        _prepare(path)
    opening.open_to_read(path).close()
    listening = listen(host, port)
    import uvicorn

    from timeline.web.app import make_app

    port = listening.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    url = f"http://{'localhost' if host in ('0.0.0.0', '::') else name}:{port}/"  # noqa: S104
    desk = _desk(ctx, path, url.rstrip("/"), allow_private=allow_private) if edit else None
    address = f"{url.rstrip('/')}{desk.entrance}" if desk else url
    listening.listen()  # a browser may be faster than the server
    note(f"{path} is at {address}; stop with Ctrl-C")
    if host not in _LOCAL:
        note("anyone who can reach this machine can read the timeline")
    app = make_app(path, {*_LOCAL, host, *hosts}, title_of(ctx, title), base_url=base_url, desk=desk)
    lifespan: Literal["on", "off"] = "on" if edit else "off"
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan=lifespan, access_log=False))
    if open_:
        click.launch(address)
    server.run(sockets=[listening])


def _prepare(path: File) -> None:
    """Load what writing needs, so that the first change is not slow, and upgrade an older file."""
    import timeline.desk.decisions  # noqa: F401

    if opening.path_status(path) is opening.Status.OLDER:
        upgraded(path)


def _desk(ctx: click.Context, path: File, url: str, *, allow_private: bool) -> "Desk":
    from timeline.web.desk.app import Desk

    run = invocation(ctx)

    def announce(entrance: str) -> None:
        note(f"to edit in another browser, or again later: {url}{entrance}")

    def report(name: str) -> None:
        note(f"not taken in, because the server has ended: {name}")

    return Desk(os.fspath(path), run.author, why=run.why, announce=announce, report=report, allow_private=allow_private)


def title_of(ctx: click.Context, typed: str | None) -> str | None:
    """Return the title of pages: the option, else that of the settings; None for the name of the file."""
    return (typed or "").strip() or invocation(ctx).settings.chosen("title")


def base_url_of(ctx: click.Context, typed: str | None) -> str | None:
    """Return the address under which pages are found: the option, else that of the settings. Raises RefusedError."""
    if typed is None:
        return invocation(ctx).settings.chosen("base_url")
    try:
        return checked_base_url(typed)
    except RefusedError as error:
        raise error.at("base_url") from None


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address. Raises RefusedError if it cannot be bound."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise RefusedError(f"--host: “{host}” is not an address of this machine") from None
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there, the option would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # so that readers who never read do not use up all connections
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STALLED_MILLISECONDS)
        listening.bind(address)
    except OSError as error:
        listening.close()
        hint = "; choose another --port, or 0 for any free one" if error.errno == errno.EADDRINUSE else ""
        raise RefusedError(f"{host} port {port}: {error.strerror}{hint}") from None
    return listening
