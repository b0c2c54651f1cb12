"""``timeline serve``: show the timeline in a browser."""

import errno
import os
import socket
from importlib.util import find_spec

import click

from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.database import opening
from timeline.errors import RefusedError
from timeline.settings import checked_base_url

_NEEDED = ("jinja2", "starlette", "uvicorn")
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
) -> None:
    """Show the timeline in a browser, read-only, until Ctrl-C.

    The next request shows every change of the file. Only this machine can connect, unless you give --host; there is no
    password.
    """
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise RefusedError(
            f"serving needs {' and '.join(missing)}; install them with: pip install 'diplomatic-timeline[web]'"
        )
    path, base_url = chosen_file(ctx), base_url_of(ctx, base_url)
    opening.open_to_read(path).close()
    listening = listen(host, port)
    import uvicorn

    from timeline.web.app import make_app

    port = listening.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    url = f"http://{'localhost' if host in ('0.0.0.0', '::') else name}:{port}/"  # noqa: S104
    note(f"{path} is at {url}; stop with Ctrl-C")
    if host not in _LOCAL:
        note("anyone who can reach this machine can read the timeline")
    app = make_app(path, {*_LOCAL, host, *hosts}, title_of(ctx, title), base_url=base_url)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False))
    if open_:
        click.launch(url)
    server.run(sockets=[listening])


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
