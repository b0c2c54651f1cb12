"""Find the text in the bytes of a file or an address. Nothing here touches the database."""

import gzip
import hashlib
import os
import re
import zlib
from dataclasses import dataclass, field
from typing import Protocol

from timeline.errors import RefusedError
from timeline.evidence.arrival import Arrival
from timeline.evidence.charset import decode
from timeline.evidence.html import Described
from timeline.worker import client

#: the largest source
MAX_SOURCE_MB = 20
MAX_SOURCE_BYTES = MAX_SOURCE_MB * 2**20
_HTML = ("text/html", "application/xhtml+xml")
_BY_ENDING = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".txt": "text/plain", ".text": "text/plain",
    ".md": "text/markdown", ".markdown": "text/markdown",
}  # fmt: skip
#: the endings of files that can be read
ENDINGS = frozenset(_BY_ENDING)
_GZIP = b"\x1f\x8b"
#: the first bytes of files that people save, but that have no text to cite
_BINARY = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or office document", b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", _GZIP: "a gzip file",
    b"SQLite format 3": "a database", b"\x7fELF": "a program",
}  # fmt: skip
#: characters that texts do not have; at most one of so many characters may be one
_CONTROLS, _MOST_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]"), 20
#: how long the text of a page may take to extract: so many seconds, and more for a large page
_PAGE_SECONDS, _PAGE_SECONDS_PER_MB = 30.0, 10.0
#: the extractor of a plain text, which is stored unchanged
_UNCHANGED = "unchanged 1"


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """A source as retrieved. ``at`` is the moment in UTC, ``arrival`` the way; ``extractor`` made ``text``."""

    content: bytes
    media_type: str
    text: str
    extractor: str
    at: str
    arrival: Arrival
    described: Described = field(default_factory=Described)

    @property
    def content_sha256(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def text_sha256(self) -> str:
        """The SHA-256 of the text in UTF-8."""
        return sha256_of(self.text)


class Extracted(Protocol):
    """A snapshot: its bytes as they are stored, and its text."""

    @property
    def content(self) -> bytes | None:
        """The bytes, compressed or not."""

    @property
    def media_type(self) -> str | None:
        """The media type, with the charset if it is not UTF-8."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def extractor(self) -> str | None:
        """What has made the text of the bytes."""


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8; a character that UTF-8 cannot encode counts as a question mark."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def packed(content: bytes) -> bytes:
    """Return bytes compressed as a snapshot stores them, so that ``gunzip`` can read them; equal bytes stay equal."""
    return gzip.compress(content, mtime=0)


def unpacked(content: object) -> bytes | None:
    """Return the bytes that a snapshot stores, or None if they cannot be unpacked.

    Plain SQL cannot compress and may store them as they are. No source begins like gzip, so the two differ.
    """
    if not isinstance(content, bytes):
        return None  # only a file whose tables somebody has altered holds anything else
    if not content.startswith(_GZIP):
        return content
    try:
        reader = zlib.decompressobj(wbits=31)
        plain = reader.decompress(content, MAX_SOURCE_BYTES + 1)
    except zlib.error:
        return None
    return plain if reader.eof and len(plain) <= MAX_SOURCE_BYTES else None


def read_file(path: str) -> tuple[bytes, str | None]:
    """Return the bytes of a file, and its media type if its name has a known ending. Raises RefusedError."""
    if os.path.isdir(path):
        raise RefusedError(f"{path} is a folder; name one file in it")
    if not os.path.isfile(path):
        raise RefusedError(f"{path} is not a regular file; copy it into one")
    with open(path, "rb") as file:
        content = file.read(MAX_SOURCE_BYTES + 1)
    if len(content) > MAX_SOURCE_BYTES:
        raise RefusedError(f"{path} is larger than {MAX_SOURCE_MB} MB, the limit for a source")
    return content, media_type_of(path)


def media_type_of(name: str) -> str | None:
    """Return the media type of a file whose name has a known ending."""
    return _BY_ENDING.get(os.path.splitext(name)[1].lower())


def retrieved(
    content: bytes,
    what: str,
    *,
    media_type: str | None = None,
    declared: str | None = None,
    charset: str | None = None,
    at: str,
    arrival: Arrival,
) -> Retrieved:
    """Find the text in bytes.

    ``what`` is their name in errors. ``media_type`` and ``declared`` (a charset) come from the server or the file's
    name, ``charset`` from the user; ``at`` is the moment in UTC, ``arrival`` the way. Raises RefusedError if the bytes
    have no text, or it cannot be read.
    """
    kind = _kind(content, media_type, what)
    try:
        page, decoded_as = decode(content, chosen=charset, declared=declared, html=kind == "text/html")
    except RefusedError as error:
        raise error.about(f"{what} cannot be read") from None
    if "\0" in page:
        raise RefusedError(f"{what} is not a text: it contains zero bytes; {_SAVE}")
    if len(_CONTROLS.findall(page)) * _MOST_CONTROLS > len(page):
        raise RefusedError(f"{what} is not a text: it is full of control characters; name its charset, or {_SAVE}")
    try:
        text, extractor, described = extract(page, kind)
    except RefusedError as error:
        raise error.about(f"{what} cannot be read") from None
    if not text.strip():
        raise RefusedError(
            f"{what} has no text; if a script adds it, save the text as a file" if page.strip() else f"{what} is empty"
        )
    return Retrieved(
        content=content,
        media_type=kind if decoded_as == "utf-8" else f"{kind}; charset={decoded_as}",
        text=text,
        extractor=extractor,
        at=at,
        arrival=arrival,
        described=described,
    )


_SAVE = "save its text as a file and add that"


def extract(page: str, media_type: str) -> tuple[str, str, Described]:
    """Return the text of a decoded page, its extractor, and the page's description of itself."""
    if media_type == "text/html":
        seconds = _PAGE_SECONDS + _PAGE_SECONDS_PER_MB * len(page) / 2**20
        read: tuple[str, str, Described] = client.call("page", page, seconds=seconds)
        return read
    headings = (line[2:].strip(" \t#") for line in page.splitlines() if line.startswith(("# ", "#\t")))
    title = next(filter(None, headings), None) if media_type == "text/markdown" else None
    return page, _UNCHANGED, Described(title=title)


def extracted_anew(content: bytes | None, media_type: str | None) -> tuple[str, str] | None:
    """Extract the text of stored bytes again; return it and the extractor, or None if they cannot be decoded."""
    page = unpacked(content) if content else None
    if page is None:
        return None
    kind, _, charset = (media_type or "").partition("; charset=")
    try:
        return extract(decode(page, chosen=charset or None, html=kind == "text/html")[0], kind)[:2]
    except RefusedError:
        return None


def text_as(extractor: str | None, snapshot: Extracted) -> str:
    """Return the text of a snapshot as an extractor makes it, so that two texts differ only if their pages do."""
    anew = extracted_anew(snapshot.content, snapshot.media_type) if snapshot.extractor != extractor else None
    return anew[0] if anew else snapshot.text


def _kind(content: bytes, media_type: str | None, what: str) -> str:
    """Return the media type of bytes: HTML, Markdown or plain text. Raises RefusedError if they are not a text."""
    for begins, name in _BINARY.items():
        if content.startswith(begins):
            raise RefusedError(f"{what} is {name}, which timeline cannot read; {_SAVE}")
    known = (media_type or "").strip().lower()
    if known in _HTML or re.match(
        rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", content[:500], re.I
    ):
        return "text/html"
    if known == "text/markdown":
        return known
    if known.startswith("text/") or known in ("", "application/octet-stream", "application/json", "application/xml"):
        return "text/plain"
    raise RefusedError(f"{what} is {known[:60]}, which timeline cannot read; {_SAVE}")
