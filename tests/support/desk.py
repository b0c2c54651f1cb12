"""Browsers of editors without a network, and a file with an article to review."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize
from lxml import html

from tests.support.viewer import LOOP, Answer
from timeline.web.app import make_app
from timeline.web.desk.app import Desk

ORIGIN = "http://127.0.0.1:8000"
#: the number of the source with the article in the worked example, and of its snapshot
SOURCE, SNAPSHOT = 3, 2
ARTICLE = """\
Ministers meet in Vienna

“The treaty is dead,” said Oksana Bondar, the deputy minister, on Monday.

She added that nobody had asked her about the border.

“There will be a second round next month,” said Sergey Lavrof, an adviser. “There will be a second round next year.”

“This is undeniable and non-negotiable,” Dmitry Peskov said on Thursday.

The embassy in Oslo was closed on 3 March 2025. <b>& "nobody" noticed</b> 🙂 it.
"""
PUBLISHED = "2025-03-06"
#: words → fields of their proposal, in the order of the article; its first number is 1
PROPOSALS: dict[str, dict[str, Any]] = {
    "The treaty is dead": {
        "speaker": "Oksana Bondar", "role": "the deputy minister", "mode": "verbatim", "confidence": "high",
        "date": "2025-03-03", "date_text": "on Monday",
    },
    "nobody had asked her about the border": {
        "speaker": "Oksana Bondar", "role": None, "mode": "paraphrase", "confidence": "medium",
    },
    "There will be a second round next month": {
        "speaker": "Sergey Lavrof", "role": "an adviser", "mode": "verbatim", "confidence": "high",
    },
    "This is undeniable and non-negotiable": {
        "speaker": "Dmitry Peskov", "mode": "verbatim", "confidence": "high", "date": "2025-02-27",
        "date_text": "on Thursday",
    },
    "The embassy in Oslo was closed": {"kind": "event", "confidence": "low", "date": "2025-03-03"},
}  # fmt: skip


def add_article(path: Path, text: str = ARTICLE, proposals: dict[str, dict[str, Any]] | None = None) -> Path:
    """Add an article with proposals to a file, as reading it would; return the file."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    with closing(sqlite3.connect(path)) as connection, connection:
        source = connection.execute(
            "INSERT INTO sources (title, published) VALUES ('Ministers meet in Vienna', ?) RETURNING id", (PUBLISHED,)
        ).fetchone()[0]
        snapshot = connection.execute(
            "INSERT INTO snapshots (source_id, retrieved_at, content, content_sha256, text, text_sha256)"
            " VALUES (?, '2025-03-07T10:00:00Z', ?, ?, ?, ?) RETURNING id",
            (source, text.encode(), digest, text, digest),
        ).fetchone()[0]
        for words, fields in (PROPOSALS if proposals is None else proposals).items():
            begin = text.index(words)
            values = {
                "kind": "statement", "text": words, "spans": json.dumps([[begin, begin + len(words)]]),
                "snapshot_id": snapshot, **fields,
            }  # fmt: skip
            columns = ", ".join(values)
            places = ", ".join(f":{name}" for name in values)
            connection.execute(f"INSERT INTO proposals ({columns}) VALUES ({places})", values)
    return path


class Browser:
    """A browser of an editor: it keeps its cookie, and sends forms with the fields that they have."""

    def __init__(self, desk: Desk, *, enters: bool = True) -> None:
        self.desk = desk
        self.app = make_app(desk.path, desk=desk)
        self.cookie = ""
        if enters:
            answer = self.get(desk.entrance)
            assert answer.status == 200, answer.text
            self.cookie = answer.headers["set-cookie"].partition(";")[0]

    def ask(self, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Send a request; ``headers`` replace those of a browser, and an empty one leaves it out."""
        parts = urlsplit(address)
        sent = {"host": "127.0.0.1:8000", "cookie": self.cookie, **({"origin": ORIGIN} if method == "POST" else {})}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(parts.path), "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
            "root_path": "", "headers": [(n.encode(), v.encode()) for n, v in sent.items() if v],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        messages: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        LOOP.run(self.app(scope, receive, send))
        names = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        return Answer(messages[0]["status"], names, b"".join(message.get("body", b"") for message in messages[1:]))

    def get(self, address: str) -> Answer:
        """Open a page, and follow where it leads."""
        answer = self.ask(address)
        return self.get(answer.headers["location"].partition("#")[0]) if answer.status in (302, 303) else answer

    def post(self, address: str, fields: dict[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
        """Send a form, and follow where it leads."""
        answer = self.ask(address, "POST", urlencode(fields).encode(), **headers)
        return self.get(answer.headers["location"].partition("#")[0]) if answer.status == 303 else answer

    def submit(self, page: Answer, do: str, form: str = "entry", **changes: str) -> Answer:
        """Press a button of a form on a page, with other values of some fields (``words`` for ``f.words``)."""
        address, fields = form_of(page, form)
        fields |= {f"f.{name}" if f"f.{name}" in fields else name: value for name, value in changes.items()}
        return self.post(address, {**fields, "do": do})

    def accept(self, page: Answer, **changes: str) -> Answer:
        """Press Accept, and again if fields have followed what was changed and the page asks to look at them."""
        answer = self.submit(page, "accept", **changes)
        return self.submit(answer, "accept") if "look again" in answer.text else answer


def form_of(page: Answer, form: str = "entry") -> tuple[str, dict[str, str]]:
    """Return the address of a form on a page, and its fields."""
    forms = html.fromstring(page.text).xpath(f"//form[@id='{form}']")
    assert forms, page.text[:3000]
    values = forms[0].form_values()
    return forms[0].get("action").partition("#")[0], {name: value.removeprefix("\n") for name, value in values}


def texts(page: Answer, selector: str) -> list[str]:
    """Return the texts of the elements of a page with a class."""
    matching = html.fromstring(page.text).xpath(f"//*[contains(concat(' ', @class, ' '), ' {selector} ')]")
    return [" ".join(element.text_content().split()) for element in matching]


def elements(page: Answer, path: str) -> Any:
    """Return what an XPath selects on a page."""
    return html.fromstring(page.text).xpath(path)


def problems(page: Answer) -> str:
    """Return what a page says is wrong, at fields and above the form."""
    return " | ".join(texts(page, "problem") + texts(page, "problems"))


def rows(desk: Desk, query: str, *values: object) -> list[Any]:
    """Return what a query finds in the file of a desk."""
    with closing(sqlite3.connect(desk.path)) as connection:
        return connection.execute(query, values).fetchall()


def commands(desk: Desk) -> list[str]:
    """Return what Ed, the editor of the tests, has done."""
    return [row[0] for row in rows(desk, "SELECT command FROM changesets WHERE actor = 'Ed' ORDER BY id")]


class TwoEditors(RuleBasedStateMachine):
    """A file that two editors, Ana and Ben, change in any order; a test adds what they do and what should come of it."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(shutil.copy(self.template, self.folder.name))
        self.browsers: list[Browser] = []

    def name(self, editor: int) -> str:
        """Return the name of an editor."""
        return ("Ana", "Ben")[editor]

    def teardown(self) -> None:
        """Remove the file."""
        self.folder.cleanup()

    @initialize()
    def enter(self) -> None:
        """Let both in, each with a desk of their own."""
        self.browsers = [Browser(Desk(str(self.path), self.name(editor))) for editor in (0, 1)]

    @classmethod
    def run(cls, template: Path) -> None:
        """Try sequences of what the editors do, each on a copy of a file."""
        cls.template = template
        machine = cls.TestCase
        machine.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
        machine().runTest()
