"""``timeline serve --edit`` as people start it."""

import re
import signal
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from lxml import html

from tests.support.commands import Run
from tests.support.viewer import server
from timeline.database.turns import lock_of
from timeline.web.desk.app import Desk


class NoRedirect(HTTPRedirectHandler):
    """Leads nowhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


def ask(address: str, cookie: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
    """Send a request as the browser of an editor does; return the status and the page."""
    origin = re.match(r"http://[^/]+", address)
    assert origin is not None
    body = urlencode(fields).encode() if fields is not None else None
    request = Request(address, body, {"Cookie": cookie, "Origin": origin[0]})
    try:
        with build_opener(NoRedirect).open(request) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_the_printed_address_lets_one_browser_in_and_another_is_printed(desk: Desk) -> None:
    with server(Path(desk.path), "--edit", "--by", "Ana", "--why", "the morning shift") as (process, address):
        site = address.partition("/enter")[0]
        with urlopen(address) as answer:
            cookie = answer.headers["set-cookie"].partition(";")[0]
        assert process.stderr is not None
        assert re.search(r"to edit in another browser.*http://127\.0\.0\.1:\d+/enter\?key=", process.stderr.readline())
        with pytest.raises(HTTPError, match="403"):
            urlopen(address)
        status, page = ask(f"{site}/review/1", cookie)
        assert status == 200
        (form,) = html.fromstring(page).xpath("//form[@id='entry']")
        status, page = ask(f"{site}/review/1", cookie, {**dict(form.form_values()), "do": "reject"})
        assert status == 303, page
    with closing(sqlite3.connect(desk.path)) as connection:
        row = connection.execute("SELECT actor, command, message FROM changesets ORDER BY id DESC LIMIT 1").fetchone()
    assert row == ("Ana", "browser: reject proposal 1", "the morning shift")
    assert Path(lock_of(desk.path)).exists()


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (("--edit", "--host", "192.0.2.1"), "this machine only"),
        (("--edit", "--allow-host", "example.org"), "this machine only"),
        (("--by", "Ana"), "--edit"),
        (("--why", "x"), "--edit"),
    ],
)
def test_editing_is_for_this_machine_and_names_belong_to_it(
    run: Run, example: Path, options: tuple[str, ...], fact: str
) -> None:
    assert example.exists()
    code = 4 if "--edit" in options else 2
    assert fact in run("serve", "--port", "0", *options, code=code).stderr


def test_an_older_file_is_upgraded_before_editors_come(desk: Desk) -> None:
    from timeline.database import migrate

    migrate.downgrade(Path(desk.path), "0011")
    with server(Path(desk.path), "--edit") as (_, address):
        assert "enter?key=" in address
    with closing(sqlite3.connect(desk.path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0012",)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_the_end_of_the_server_names_the_documents_left_out(desk: Desk, how: signal.Signals, code: int) -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    with server(Path(desk.path), "--edit") as (process, address):
        site = address.partition("/enter")[0]
        with urlopen(address) as answer:
            cookie = answer.headers["set-cookie"].partition(";")[0]
        _, page = ask(f"{site}/sources/add", cookie)
        (form,) = html.fromstring(page).xpath("//form[@id='source']")
        text = "“It is shut,” Ivan Petrov said on Tuesday, and nobody answered him for a while.\n\n" * 10_000
        fields = {**dict(form.form_values()), "text": text, "f.title": "A long one", "f.published": "2024-06-12"}
        assert ask(f"{site}/sources/add", cookie, fields)[0] == 303
        for _ in range(300):
            _, page = ask(f"{site}/sources/jobs", cookie)
            if re.search(r"[1-9]\d* %, ", page):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("no progress")
        process.send_signal(how)
        assert process.wait(20) == code
        assert process.stderr is not None
        assert "not taken in, because the server has ended: A long one" in process.stderr.read()
    with closing(sqlite3.connect(desk.path)) as connection:
        assert connection.execute("SELECT count(*) FROM sources WHERE title = 'A long one'").fetchone() == (0,)
    assert not [
        path for path in set(Path(tempfile.gettempdir()).iterdir()) - before if path.name.startswith("timeline")
    ]
