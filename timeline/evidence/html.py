"""The text of a web page and what it says of itself.

The text is trafilatura's (https://trafilatura.readthedocs.io), which leaves navigation and advertising out; but every
line of it is one that stands in the page: where trafilatura left a word of a line out, the page's own line is taken.
Where it is not installed, or finds nothing, all text of the page is taken, block by block. Words that are struck out
are none of the text.

Nothing that a page says of itself is guessed: a day of publication is what its metadata call so, and where they name
several, the one of these that htmldate takes.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import chain
from typing import Any

from timeline.errors import RefusedError

#: names what takes all text of a page, with the version of what that is
_OWN = "blocks 1"
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
        " hr li main nav ol p pre section table td th tr ul",
    )
)
_NO_TEXT = frozenset(re.findall(r"\w+", "head noscript script style svg template textarea select option del s strike"))
_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr"))
#: names under which a page tells when it was published
_PUBLISHED = frozenset(
    {
        "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publication_date",
        "citation_publication_date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "parsely-pub-date", "sailthru.date", "og:published_time",
    }
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|\s|$)")
_ALIKE = 75


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a page or file says of itself; None for what it does not say. ``published`` is a day, ``YYYY-MM-DD``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    lang: str | None = None


def read(page: str) -> tuple[str, str, Described]:
    """Return the text of a page, what extracted it, with version, and what the page says of itself."""
    try:
        import trafilatura
        from lxml import etree
    except ImportError:
        blocks = _Blocks()
        _Parser(blocks).feed_whole(page)
        return blocks.text(), _OWN, blocks.described(None)
    blocks = _Blocks()
    parser = etree.HTMLParser(target=blocks, huge_tree=True)
    parser.feed(re.sub(r"\A\s*<\?xml[^>]*>", "", page))
    parser.close()
    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        return blocks.text(), _OWN, blocks.described(page)
    text = "\n".join(_standing(found.text or "", blocks))
    described = blocks.described(page, title=found.title)
    return text, f"trafilatura {trafilatura.__version__} + {_OWN}", described


def _standing(text: str, blocks: "_Blocks") -> Iterator[str]:
    """Yield the lines of the page that an extracted text is made of, each whole and once.

    What was taken of a line is looked for from the line before it on; what stands in no one line, but in several that
    follow each other, is taken as it is, and what stands nowhere is replaced by the line that is most like it, if any.
    A row of a table, which trafilatura draws with bars, is its cells with blanks between them.
    """
    from rapidfuzz import fuzz, process

    lines = blocks.squeezed()
    whole, here, told = " ".join(lines), 0, set[int]()
    for line in text.split("\n"):
        bare = " ".join((line.replace("|", " ") if line.startswith("|") else line.removeprefix("- ")).split())
        if not bare.strip("- "):
            continue
        at = next((i for i in chain(range(here, len(lines)), range(here)) if bare in lines[i]), None)
        if at is None and bare in whole:
            yield bare
            continue
        if at is None:
            like = process.extractOne(bare, lines, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            at = like[2] if like else None
        if at is not None:
            here = at
            if at not in told:
                told.add(at)
                yield f"- {lines[at]}" if line.startswith("- ") else lines[at]


def _unseen(attributes: dict[str, str]) -> bool:
    """Tell whether an element is hidden or struck out by its own attributes."""
    style = re.sub(r"\s", "", attributes.get("style", "").lower())
    return "hidden" in attributes or "display:none" in style or "line-through" in style


def _plain(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _exists(day: str) -> bool:
    try:
        return datetime.date.fromisoformat(day) is not None
    except ValueError:
        return False


def _is_article(item: Mapping[str, object]) -> bool:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return "datePublished" in item and any(str(k).endswith(("Article", "Posting", "Report", "WebPage")) for k in kinds)


def _names(said: object) -> list[str]:
    """Return the names that linked data give: a text, a thing with a name, or several."""
    if isinstance(said, list):
        return [name for one in said for name in _names(one)]
    name = said.get("name") if isinstance(said, dict) else said
    return [unescape(name)] if isinstance(name, str) else []


class _Blocks:
    """All text of a page in lines, one a block, and its metadata: the target of a parser."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.meta: dict[str, list[str]] = {}
        self.title = ""
        self.lang: str | None = None
        self.linked: list[str] = []
        self.hidden: list[str] = []
        self.inside = ""
        #: whether a superscript or subscript has just begun or ended
        self.raised = False

    def start(self, tag: str, attributes: Any) -> None:
        """Take the beginning of an element."""
        given = {str(name).lower(): value or "" for name, value in dict(attributes).items()}
        if tag == "html":
            code = given.get("lang", "")
            self.lang = code if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code) else None
        elif tag == "meta":
            name = given.get("property") or given.get("name") or given.get("itemprop") or ""
            self.meta.setdefault(name.lower(), []).append(given.get("content", ""))
        elif tag == "body":
            self.hidden.clear()  # a head need not be closed
        elif tag not in _VOID and (self.hidden or tag in _NO_TEXT or _unseen(given)):
            self.hidden.append(tag)  # what is inside something hidden is, too
        if tag in ("sup", "sub"):
            self.raised = True
        if tag == "title" and not self.title and "svg" not in self.hidden:
            self.inside = tag
        if tag == "script" and given.get("type", "").lower() == "application/ld+json":
            self.inside = tag
            self.linked.append("")
        if tag in _BLOCKS:
            self.lines.append([])

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == self.inside:
            self.inside = ""
        if tag in ("sup", "sub"):
            self.raised = True
        if tag in self.hidden:
            del self.hidden[len(self.hidden) - 1 - self.hidden[::-1].index(tag) :]
        if tag in _BLOCKS:
            self.lines.append([])

    def data(self, data: str) -> None:
        """Take text."""
        if self.inside == "title":
            self.title += data
        elif self.inside == "script":
            self.linked[-1] += data
        elif not self.hidden:
            before = self.lines[-1][-1][-1:] if self.lines[-1] else ""
            apart = self.raised and before.isdigit() and data[:1].isdigit()  # 5¹ is not 51
            self.lines[-1].append(f" {data}" if apart else data)
            self.raised = False

    def close(self) -> None:
        """End."""

    def squeezed(self) -> list[str]:
        """Return the lines that have text, each with single blanks."""
        return [line for parts in self.lines if (line := " ".join("".join(parts).split()))]

    def text(self) -> str:
        """Return all text, a line a block."""
        return "\n".join(self.squeezed())

    def described(self, page: str | None, title: str | None = None) -> Described:
        """Return what the page says of itself; ``title`` is what somebody else found."""
        article = self._article()
        author = self._said("author") or ", ".join(_names(article.get("author")))
        publisher = self._said("og:site_name") or ", ".join(_names(article.get("publisher")))
        return Described(
            title=_plain(title) or _plain(self._said("og:title") or self.title),
            author=None if "://" in author else _plain(author),
            publisher=_plain(publisher),
            published=self._published(page, article),
            lang=self.lang,
        )

    def _said(self, name: str) -> str | None:
        return next(filter(None, self.meta.get(name, [])), None)

    def _article(self) -> Mapping[str, object]:
        """Return the one article that the page's linked data (JSON-LD) describes; empty where there are several."""
        found = []
        for script in self.linked:
            try:
                said = json.loads(script)
            except (ValueError, RecursionError):
                continue
            said = said.get("@graph", said) if isinstance(said, dict) else said
            items = said if isinstance(said, list) else [said]
            found += [item for item in items if isinstance(item, dict) and _is_article(item)]
        days = {str(item["datePublished"])[:10] for item in found}
        found.sort(key=lambda item: str(item["@type"]) == "WebPage")
        return found[0] if len(days) == 1 else {}

    def _published(self, page: str | None, article: Mapping[str, object]) -> str | None:
        said = [value for name in _PUBLISHED for value in self.meta.get(name, [])]
        said.append(str(article.get("datePublished", "")))
        days = {match[0] for value in said if (match := _DAY.match(value.strip())) and _exists(match[0])}
        if len(days) < 2 or page is None:
            return days.pop() if len(days) == 1 else None
        from htmldate import find_date

        day = find_date(page, original_date=True, extensive_search=False, min_date="1900-01-01")
        return day if day in days else None


class _Parser(HTMLParser):
    """The standard library's parser, which hands on what it finds."""

    def __init__(self, target: _Blocks) -> None:
        super().__init__(convert_charrefs=True)
        self.target = target

    def feed_whole(self, page: str) -> None:
        """Parse a page. Raises RefusedError for one over which this parser would sit for hours."""
        if any(piece.count("<") > 1_000 for piece in page.split(">")):
            raise RefusedError("its markup is broken; save it as text")
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.target.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.target.end(tag)

    def handle_data(self, data: str) -> None:
        self.target.data(data)
