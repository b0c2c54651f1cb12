"""What was retrieved: bytes from a file or an address, and the text in them. Nothing here touches the database."""

import gzip
import hashlib
import os
import re
import zlib
from dataclasses import dataclass, field

from timeline.errors import RefusedError
from timeline.evidence import html
from timeline.evidence.charset import decode
from timeline.evidence.html import Described

#: the most bytes that a source may have
MOST = 20 * 2**20
_HTML = ("text/html", "application/xhtml+xml")
_BY_ENDING = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".txt": "text/plain", ".text": "text/plain",
    ".md": "text/markdown", ".markdown": "text/markdown",
}  # fmt: skip
_GZIP = b"\x1f\x8b"
#: how the bytes begin of what people save and what has no text that could be cited
_BINARY = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or office document", b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", _GZIP: "a gzip file",
    b"SQLite format 3": "a database", b"\x7fELF": "a program",
}  # fmt: skip
#: text that is as it is: nothing is extracted from it
_AS_IT_IS = "unchanged 1"


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """A source as it was retrieved. ``at`` is when, in UTC; ``text`` is what ``extractor`` found in ``content``."""

    content: bytes
    media_type: str
    text: str
    extractor: str
    at: str
    described: Described = field(default_factory=Described)

    @property
    def content_sha256(self) -> str:
        """Fingerprint of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def text_sha256(self) -> str:
        """Fingerprint of the text in UTF-8."""
        return sha256_of(self.text)


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8; what UTF-8 cannot hold counts as U+FFFD."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def packed(content: bytes) -> bytes:
    """Return bytes as gzip, the same for the same bytes: ``gunzip`` reads what a snapshot stores."""
    return gzip.compress(content, mtime=0)


def unpacked(content: bytes) -> bytes | None:
    """Return the bytes that a snapshot stores, or None where they cannot be read.

    Plain SQL, which cannot compress, may store them as they are: none that are kept begin as gzip does.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        reader = zlib.decompressobj(wbits=31)
        found = reader.decompress(content, MOST + 1)
    except zlib.error:
        return None
    return found if reader.eof and len(found) <= MOST else None


def read_file(path: str) -> tuple[bytes, str | None]:
    """Return the bytes of a file and its media type, as far as its name tells. Raises RefusedError."""
    if os.path.isdir(path):
        raise RefusedError(f"{path} is a folder; give one file of it")
    if not os.path.isfile(path):
        raise RefusedError(f"{path} is not a regular file")
    with open(path, "rb") as file:
        content = file.read(MOST + 1)
    if len(content) > MOST:
        raise RefusedError(f"{path} has more than {MOST // 2**20} MB, which is no article or transcript")
    return content, _BY_ENDING.get(os.path.splitext(path)[1].lower())


def retrieved(
    content: bytes,
    what: str,
    *,
    media_type: str | None = None,
    declared: str | None = None,
    charset: str | None = None,
    at: str,
) -> Retrieved:
    """Find the text in bytes.

    ``what`` is what an error calls them, ``media_type`` and ``declared`` (a charset) are as the server or the file's
    name has them, ``charset`` is what the user says, ``at`` the moment in UTC. Raises RefusedError where there is no
    text or it cannot be read.
    """
    kind = _kind(content, media_type, what)
    try:
        page, found = decode(content, given=charset, declared=declared, html=kind == "text/html")
    except RefusedError as error:
        raise error.about(f"{what} cannot be read") from None
    if "\0" in page:
        raise RefusedError(f"{what} is no text (it holds zero bytes); {_SAVE}")
    try:
        text, extractor, described = extract(page, kind)
    except RefusedError as error:
        raise error.about(f"{what} cannot be read") from None
    if not text.strip():
        raise RefusedError(
            f"no text is found in {what}"
            + ("; if a script makes it, save it as text" if page.strip() else ": it is empty")
        )
    return Retrieved(
        content=content,
        media_type=kind if found == "utf-8" else f"{kind}; charset={found}",
        text=text,
        extractor=extractor,
        at=at,
        described=described,
    )


_SAVE = "save its text in a file and give that"


def extract(page: str, media_type: str) -> tuple[str, str, Described]:
    """Return the text of a decoded page, what extracted it, and what the page says of itself."""
    if media_type == "text/html":
        return html.read(page)
    headings = (line[2:].strip(" \t#") for line in page.splitlines() if line.startswith(("# ", "#\t")))
    title = next(filter(None, headings), None) if media_type == "text/markdown" else None
    return page, _AS_IT_IS, Described(title=title)


def extracted_anew(content: bytes | None, media_type: str | None) -> tuple[str, str] | None:
    """Extract the text of stored bytes as it is done now; return it and the extractor, or None where it cannot be."""
    page = unpacked(content) if content else None
    if page is None:
        return None
    kind, _, charset = (media_type or "").partition("; charset=")
    try:
        return extract(decode(page, given=charset or None, html=kind == "text/html")[0], kind)[:2]
    except RefusedError:
        return None


def _kind(content: bytes, media_type: str | None, what: str) -> str:
    """Tell whether bytes are HTML, Markdown or other text. Raises RefusedError where they are no text."""
    for begins, name in _BINARY.items():
        if content.startswith(begins):
            raise RefusedError(f"{what} is {name}, from which no text is read; {_SAVE}")
    known = (media_type or "").strip().lower()
    if known in _HTML or re.match(
        rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", content[:500], re.I
    ):
        return "text/html"
    if known == "text/markdown":
        return known
    if known.startswith("text/") or known in ("", "application/octet-stream", "application/json", "application/xml"):
        return "text/plain"
    raise RefusedError(f"{what} is {known[:60]}, from which no text is read; {_SAVE}")
