"""Find the articles of a corpus: files, folders of files, and lists of addresses or of records."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timeline.desk import articles, reference
from timeline.desk.problems import Problems
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.evidence import charset as charsets
from timeline.evidence import retrieval
from timeline.formats.input import Object, repeated
from timeline.store.limits import address, is_address, optional

#: the longest line of a list: a source of the largest size, with escapes
_MOST_LINE_BYTES = 2 * retrieval.MAX_SOURCE_BYTES
_FIELDS = ("text", "title", "published", "url")


class Item(NamedTuple):
    """An article to be read: the bytes of a file or record, or the address of a page that is still to be fetched.

    ``name`` is how messages call it, ``url`` the address of the bytes, ``published`` the day of publication that a
    person gives, ``day`` the one that the timeline knows, ``charset`` that of the bytes if a person names it. ``flaw``
    says why it cannot be read.
    """

    name: str
    address: str | None = None
    content: bytes | None = None
    media_type: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    day: str | None = None
    charset: str | None = None
    flaw: str | None = None

    @property
    def input(self) -> str:
        """The SHA-256 of what is to be read: of the address, or of the bytes and what the person says of them."""
        if self.address is not None:
            parts: list[object] = ["address", self.address, self.charset]
        elif self.content is not None:
            digest = hashlib.sha256(self.content).hexdigest()
            parts = ["bytes", digest, self.url, self.title, self.published, self.charset]
        else:
            parts = ["flaw", self.name, self.flaw]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Corpus:
    """The articles at some paths and addresses, and in a list; ``left_out`` counts the other files, by their endings.

    A folder means all texts and pages in it and below, in the order of their names, without hidden ones.
    """

    def __init__(
        self, names: Iterable[str], listed: str | None, published: str | None, charset: str | None = None
    ) -> None:
        self.names = tuple(names)
        self.listed = listed
        self.published = published
        self.charset = charset
        self.left_out: Counter[str] = Counter()

    def check(self, now: str, publisher: str | None = None) -> None:
        """Raise a TimelineError if a path does not exist, or what holds for all articles cannot be, before reading.

        ``now`` is this moment in UTC.
        """
        for name in (*self.names, *([self.listed] if self.listed else [])):
            if not is_address(name) and not os.path.lexists(name):
                raise NotFoundError(f"there is no file {name[:200]}; an address begins with https:// or http://")
        if self.listed is not None and not os.path.isfile(self.listed):
            raise RefusedError(f"{self.listed} is not a regular file; copy it into one", field="listed")
        problems = Problems()
        with problems.at("published"):
            day = None if self.published is None else reference.read_day(self.published)
            if day is not None:
                articles.refuse_ahead(day, now)
        with problems.at("publisher"):
            optional("the publisher", publisher)
        with problems.at("charset"):
            charsets.refuse_unknown(self.charset)
        problems.refuse()

    def count(self) -> int:
        """Return how many articles there are, without reading them."""
        files = sum(1 for name in self.names for _ in self._paths(name))
        self.left_out.clear()
        return files + (sum(1 for _ in self._lines()) if self.listed is not None else 0)

    def __iter__(self) -> Iterator[Item]:
        """Yield the articles, each read from the disk when it is asked for."""
        self.left_out.clear()
        for name in self.names:
            for path in self._paths(name):
                yield self._page(path) if is_address(path) else self._file(path)
        if self.listed is not None:
            for number, line in self._lines():
                yield self._line(f"{_printed(self.listed)}, line {number}", line)

    def _paths(self, name: str) -> Iterator[str]:
        if is_address(name) or not os.path.isdir(name):
            yield name
            return
        for folder, folders, files in os.walk(name):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for file in sorted(files):
                ending = os.path.splitext(file)[1].lower()
                if file.startswith("."):
                    continue
                if ending in retrieval.ENDINGS:
                    yield os.path.join(folder, file)
                else:
                    self.left_out[ending or "without an ending"] += 1

    def _page(self, url: str) -> Item:
        try:
            address(url.strip())
        except RefusedError as error:
            return Item(url, flaw=str(error))
        return Item(url.strip(), address=url.strip(), published=self.published, charset=self.charset)

    def _file(self, path: str) -> Item:
        name = _printed(path)
        try:
            content, media_type = retrieval.read_file(path)
        except OSError as error:
            return Item(name, flaw=f"it cannot be read: {error.strerror}")
        except RefusedError as error:
            return Item(name, flaw=f"it {str(error).removeprefix(f'{path} ')}")
        return Item(name, content=content, media_type=media_type, published=self.published, charset=self.charset)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of the list with their numbers, without blank lines and comments."""
        with open(str(self.listed), "rb") as file:
            number = 0
            while line := file.readline(_MOST_LINE_BYTES):
                number += 1
                whole = line
                while whole and not whole.endswith(b"\n"):
                    whole = file.readline(_MOST_LINE_BYTES)  # the rest of a line that is too long
                stripped = line.removeprefix(b"\xef\xbb\xbf").strip()
                if stripped and not stripped.startswith(b"#"):
                    yield number, stripped

    def _line(self, name: str, line: bytes) -> Item:
        try:
            if len(line) >= _MOST_LINE_BYTES:
                raise RefusedError(f"it has more than {_MOST_LINE_BYTES:,} bytes")
            return self._record(name, line) if line.startswith(b"{") else self._address(line.decode())
        except UnicodeDecodeError as error:
            return Item(name, flaw=f"it is not valid UTF-8 (byte {error.start + 1})")
        except TimelineError as error:
            return Item(name, flaw=str(error))

    def _address(self, text: str) -> Item:
        if not is_address(text):
            raise RefusedError(f"“{text[:80]}” is neither an address nor a JSON object with a text")
        return self._page(text)

    def _record(self, name: str, line: bytes) -> Item:
        """Return the article of a line of JSON. Raises TimelineError if it is not one."""
        record = _parsed(line)
        values = {field: record.get(field) for field in _FIELDS}
        for field, value in values.items():
            if value is not None and not isinstance(value, str):
                raise RefusedError(f"its {field} is not a text")
        text, title, published, url = (None if value is None else str(value) for value in values.values())
        published = published or self.published
        if published is not None:
            reference.read_day(published)
        if url is not None:
            address(url)
        optional("its title", title)
        if text is None:
            if url is None:
                raise RefusedError("it has neither a text nor a url")
            return Item(url, address=url, title=title, published=published, charset=self.charset)
        try:
            content = text.encode()
        except UnicodeEncodeError:
            raise RefusedError("its text contains an incomplete character") from None
        return Item(
            name, content=content, media_type="text/plain", url=url, title=title, published=published, charset="utf-8"
        )


def _printed(path: str) -> str:
    """Return the name of a file as text; a name may have any bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def _parsed(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode(), object_pairs_hook=Object.of)
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise RefusedError("it is not valid JSON") from None
    if not isinstance(record, dict):
        raise RefusedError("it is not a JSON object")
    if key := repeated(record):
        raise RefusedError(f"it has the key “{key[:40]}” twice; leave one of the values")
    return record
