"""The text of a web page and what it says of itself.

The text is trafilatura's (https://trafilatura.readthedocs.io), which leaves navigation and advertising out. Where it is
not installed, all text of the page is taken, block by block, by the standard library's parser: the words are the same,
there are more of them. Nothing that a page says of itself is guessed: a date that htmldate finds is taken only where
the page has that very day in figures, and not as the day of a change.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

#: names the parser below, with the version of what it takes to be text
_OWN = "html.parser 1"
_ELSEWHERE = re.compile(
    r"<meta\b[^>]*(?:modified|updated)[^>]*>|\"dateModified\"\s*:\s*\"[^\"]*\"|<time\b[^>]*(?:modified|updated)[^>]*>",
    re.IGNORECASE,
)
_LANG = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
        " hr li main nav ol p pre section table td th tr ul",
    )
)
_NO_TEXT = frozenset(re.findall(r"\w+", "head noscript script style svg template textarea select option"))


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a page or file says of itself; None for what it does not say. ``published`` is a day, ``YYYY-MM-DD``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    lang: str | None = None


def read(page: str, url: str | None) -> tuple[str, str, Described]:
    """Return the text of a page, what extracted it, with version, and what the page says of itself."""
    lang = _LANG.search(page)
    code = lang[1] if lang else None
    try:
        import trafilatura
    except ImportError:
        parser = _Parser()
        parser.feed(page)
        parser.close()
        return parser.text(), _OWN, parser.described(code)
    found = trafilatura.bare_extraction(page, url=url, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return "", f"trafilatura {trafilatura.__version__}", Described(lang=code)
    described = Described(
        title=_plain(found.title),
        author=_plain(found.author),
        publisher=_plain(found.sitename),
        published=_published(page),
        lang=code,
    )
    return found.text or "", f"trafilatura {trafilatura.__version__}", described


def _plain(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _published(page: str) -> str | None:
    """Return the day a page says it was published on, by htmldate, if it stands in the page in figures."""
    from htmldate import find_date

    other = _ELSEWHERE.sub(" ", page)
    day = find_date(other, original_date=True, extensive_search=False)
    if day is None or not re.search(
        rf"(?<!\d){'[-/.]?'.join(re.escape(part) for part in day.split('-'))}(?!\d)", other
    ):
        return None
    return day


class _Parser(HTMLParser):
    """All text of a page in lines, one a block, and its metadata."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.meta: dict[str, str] = {}
        self.title = ""
        self.hidden: list[str] = []
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = {name: value or "" for name, value in attrs}
            name = given.get("property") or given.get("name") or given.get("itemprop") or ""
            self.meta.setdefault(name.lower(), given.get("content", ""))
        elif tag == "title":
            self.in_title = not self.title
        elif tag in _NO_TEXT:
            self.hidden.append(tag)
        elif tag == "body":
            self.hidden.clear()  # a head need not be closed
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        elif tag in self.hidden:
            del self.hidden[self.hidden.index(tag) :]
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data
        elif not self.hidden:
            self.lines[-1] += data

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in self.lines)
        return "\n".join(line for line in lines if line)

    def described(self, lang: str | None) -> Described:
        said = self.meta.get("article:published_time", "") or self.meta.get("datepublished", "")
        day = re.match(r"\d{4}-\d\d-\d\d(?=T|\s|$)", said)
        return Described(
            title=_plain(self.meta.get("og:title") or self.title),
            author=_plain(self.meta.get("author")),
            publisher=_plain(self.meta.get("og:site_name")),
            published=day[0] if day else None,
            lang=lang,
        )
