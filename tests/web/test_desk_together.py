"""Four editors write at once through one server: nothing is lost, and nothing is stored under another name."""

import json
import os
import re
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from lxml import html

from tests.support.viewer import server
from timeline.web.desk.app import Desk

#: for how long they write: a minute with TIMELINE_TEST_SECONDS=60
SECONDS = float(os.environ.get("TIMELINE_TEST_SECONDS", "6"))
EDITORS = 4


class NoRedirect(HTTPRedirectHandler):
    """Leads nowhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Writer:
    """An editor who adds and edits entries, and keeps a list of what was stored."""

    def __init__(self, number: int, site: str, cookie: str) -> None:
        self.number, self.site, self.cookie = number, site, cookie
        self.added: list[str] = []
        self.edited: dict[str, str] = {}
        self.refused = 0

    def ask(self, address: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        body = urlencode(fields).encode() if fields is not None else None
        request = Request(self.site + address, body, {"Cookie": self.cookie, "Origin": self.site})
        try:
            with build_opener(NoRedirect).open(request, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.headers.get("location", "")
        except HTTPError as error:
            return error.code, error.read().decode(), error.headers.get("location", "")

    def form(self, address: str) -> dict[str, str]:
        form = html.fromstring(self.ask(address)[1]).xpath("//form[@id='entry']")[0]
        return {name: value.removeprefix("\n") for name, value in form.form_values()}

    def write(self, until: float) -> None:
        place = 0
        while time.time() < until:
            place += 1
            words = f"Sentence {place} of editor {self.number}"
            fields = {**self.form("/entry/new"), "f.words": words, "f.speakers": "Lavrov", "f.date": "2025-03-04"}
            status, _, _ = self.ask("/entry/new", {**fields, "do": "store"})
            assert status == 303
            self.added.append(words)
            shared = str(1 + place % 3)
            fields = {**self.form(f"/entry/{shared}"), "f.note": words}
            status, _, _ = self.ask(f"/entry/{shared}", {**fields, "do": "store"})
            assert status in (303, 409)
            if status == 303:
                self.edited[words] = shared
            else:
                self.refused += 1


def test_four_editors_lose_and_misattribute_nothing(desk: Desk) -> None:
    with server(Path(desk.path), "--edit", "--by", "Ed") as (process, address):
        site = address.partition("/enter")[0]
        writers = []
        for number in range(EDITORS):
            with urlopen(address) as answer:
                writers.append(Writer(number, site, answer.headers["set-cookie"].partition(";")[0]))
            assert process.stderr is not None
            match = re.search(r"http://\S+key=\S+", process.stderr.readline())
            assert match is not None
            address = match[0]
        until = time.time() + SECONDS
        threads = [threading.Thread(target=writer.write, args=(until,)) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with closing(sqlite3.connect(desk.path)) as connection:
        stored = Counter(row[0] for row in connection.execute("SELECT text FROM timeline WHERE text LIKE 'Sentence %'"))
        notes = {
            row[0] for row in connection.execute("SELECT before ->> 'note' FROM revisions WHERE table_name = 'entries'")
        }
        notes |= {row[0] for row in connection.execute("SELECT note FROM entries")}
        actors = {row[0] for row in connection.execute("SELECT actor FROM changesets WHERE command LIKE 'browser:%'")}
        commands = connection.execute("SELECT count(*) FROM changesets WHERE command LIKE 'browser:%'").fetchone()[0]
        unsealed = connection.execute(
            "SELECT count(*) FROM changesets WHERE command LIKE 'browser:%' AND id NOT IN (SELECT changeset_id FROM seals)"
        ).fetchone()
    added = [words for writer in writers for words in writer.added]
    edited = [words for writer in writers for words in writer.edited]
    assert stored == Counter(added), json.dumps(sorted(set(added) ^ set(stored)))
    assert set(edited) <= notes
    assert commands == len(added) + len(edited)
    assert (actors, unsealed) == ({"Ed"}, (0,))
    assert all(writer.added for writer in writers)
