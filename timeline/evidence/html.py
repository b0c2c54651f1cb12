"""Extract the text of a web page, and its own description of itself.

trafilatura (https://trafilatura.readthedocs.io) finds the text without navigation and advertising, but every line is
one of the page's own: if trafilatura drops a word of a line, the whole line is taken. If trafilatura is not installed,
or finds nothing, the text is all text of the page, block by block. Text that is struck out is left out.

Nothing is guessed: the day of publication is one that the page's metadata give. If they give several, htmldate chooses.
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

#: the name and version of the extractor that takes all text of a page
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
#: names of the metadata that hold the day of publication
_PUBLISHED = frozenset(
    {
        "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publication_date",
        "citation_publication_date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "parsely-pub-date", "sailthru.date", "og:published_time",
    }
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|\s|$)")
#: an attribute, which scripts and comments hardly ever look like
_ATTRIBUTE = re.compile(r"""\s[^\s"'<>/=;(){},+]+=(?:"[^"]*"|'[^']*'|[^\s"'<>;(){}]+)(?=[\s>/])""")
_LONG_TAG_CHARACTERS, _MOST_ATTRIBUTES = 10_000, 2_000
#: a line of the page replaces an extracted line that is at least this similar
_SIMILAR_PERCENT = 75


@dataclass(frozen=True, kw_only=True)
class Described:
    """The description that a page or file gives of itself; missing fields are None. ``published`` is ``YYYY-MM-DD``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    lang: str | None = None


def read(page: str) -> tuple[str, str, Described]:
    """Return the text of a page, the extractor with its version, and the page's description of itself.

    Raises RefusedError for markup that would take a parser hours.
    """
    _refuse_many_attributes(page)
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
    extracted = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    if extracted is None or isinstance(extracted, dict) or not (extracted.text or "").strip():
        return blocks.text(), _OWN, blocks.described(page)
    text = "\n".join(_own_lines(extracted.text or "", blocks))
    described = blocks.described(page, title=extracted.title)
    return text, f"trafilatura {trafilatura.__version__} + {_OWN}", described


def _refuse_many_attributes(page: str) -> None:
    """Refuse an element with thousands of attributes: the time that parsers need grows with their square."""
    at = page.find("<")
    while at >= 0:
        end = page.find(">", at)
        end = len(page) if end < 0 else end
        if end - at > _LONG_TAG_CHARACTERS and len(_ATTRIBUTE.findall(page, at, end)) > _MOST_ATTRIBUTES:
            raise RefusedError(
                f"one of its elements has more than {_MOST_ATTRIBUTES:,} attributes; save its text as a file, and add "
                "that"
            )
        at = page.find("<", end)


def _own_lines(text: str, blocks: "_Blocks") -> Iterator[str]:
    """Yield the page's own lines for an extracted text, each whole and once.

    The search for a line begins at the line before. Text that runs over several lines of the page is taken as it is;
    text that is not in the page is replaced by the most similar line, if there is one. A row of a table, which
    trafilatura draws with bars, is its cells with blanks between them.
    """
    from rapidfuzz import fuzz, process

    lines = blocks.squeezed()
    whole, here, yielded = " ".join(lines), 0, set[int]()
    for line in text.split("\n"):
        bare = " ".join((line.replace("|", " ") if line.startswith("|") else line.removeprefix("- ")).split())
        if not bare.strip("- "):
            continue
        at = next((i for i in chain(range(here, len(lines)), range(here)) if bare in lines[i]), None)
        if at is None and bare in whole:
            yield bare
            continue
        if at is None:
            like = process.extractOne(bare, lines, scorer=fuzz.ratio, score_cutoff=_SIMILAR_PERCENT)
            at = like[2] if like else None
        if at is not None:
            here = at
            if at not in yielded:
                yielded.add(at)
                yield f"- {lines[at]}" if line.startswith("- ") else lines[at]


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Return whether an element is hidden or struck out by its own attributes."""
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


def _names(data: object) -> list[str]:
    """Return the names in linked data: of a text, an object with a name, or a list of these."""
    if isinstance(data, list):
        return [name for one in data for name in _names(one)]
    name = data.get("name") if isinstance(data, dict) else data
    return [unescape(name)] if isinstance(name, str) else []


class _Blocks:
    """The target of a parser: collects the text of a page, a line for each block, and its metadata."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.meta: dict[str, list[str]] = {}
        self.title = ""
        self.lang: str | None = None
        self.linked: list[str] = []
        self.hidden: list[str] = []
        self.inside = ""
        #: True if a superscript or subscript has just begun or ended
        self.raised = False

    def start(self, tag: str, attributes: Any) -> None:
        """Handle the beginning of an element."""
        values = {str(name).lower(): value or "" for name, value in dict(attributes).items()}
        if tag == "html":
            code = values.get("lang", "")
            self.lang = code if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code) else None
        elif tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            self.meta.setdefault(name.lower(), []).append(values.get("content", ""))
        elif tag == "body":
            self.hidden.clear()  # a head need not be closed
        elif tag not in _VOID and (self.hidden or tag in _NO_TEXT or _is_hidden(values)):
            self.hidden.append(tag)  # everything inside a hidden element is hidden, too
        if tag in ("sup", "sub"):
            self.raised = True
        if tag == "title" and not self.title and "svg" not in self.hidden:
            self.inside = tag
        if tag == "script" and values.get("type", "").lower() == "application/ld+json":
            self.inside = tag
            self.linked.append("")
        if tag in _BLOCKS:
            self.lines.append([])

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        if tag == self.inside:
            self.inside = ""
        if tag in ("sup", "sub"):
            self.raised = True
        if tag in self.hidden:
            del self.hidden[len(self.hidden) - 1 - self.hidden[::-1].index(tag) :]
        if tag in _BLOCKS:
            self.lines.append([])

    def data(self, data: str) -> None:
        """Handle text."""
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
        """Handle the end of the page."""

    def squeezed(self) -> list[str]:
        """Return the lines that have text, with single blanks between words."""
        return [line for parts in self.lines if (line := " ".join("".join(parts).split()))]

    def text(self) -> str:
        """Return all text, a line for each block."""
        return "\n".join(self.squeezed())

    def described(self, page: str | None, title: str | None = None) -> Described:
        """Return the page's description of itself; ``title`` is one that another extractor found."""
        article = self._article()
        author = self._meta("author") or ", ".join(_names(article.get("author")))
        publisher = self._meta("og:site_name") or ", ".join(_names(article.get("publisher")))
        return Described(
            title=_plain(title) or _plain(self._meta("og:title") or self.title),
            author=None if "://" in author else _plain(author),
            publisher=_plain(publisher),
            published=self._published(page, article),
            lang=self.lang,
        )

    def _meta(self, name: str) -> str | None:
        return next(filter(None, self.meta.get(name, [])), None)

    def _article(self) -> Mapping[str, object]:
        """Return the one article that the page's linked data (JSON-LD) describe; empty if they describe several."""
        articles = []
        for script in self.linked:
            try:
                data = json.loads(script)
            except (ValueError, RecursionError):
                continue
            data = data.get("@graph", data) if isinstance(data, dict) else data
            items = data if isinstance(data, list) else [data]
            articles += [item for item in items if isinstance(item, dict) and _is_article(item)]
        days = {str(item["datePublished"])[:10] for item in articles}
        articles.sort(key=lambda item: str(item["@type"]) == "WebPage")
        return articles[0] if len(days) == 1 else {}

    def _published(self, page: str | None, article: Mapping[str, object]) -> str | None:
        values = [value for name in _PUBLISHED for value in self.meta.get(name, [])]
        values.append(str(article.get("datePublished", "")))
        days = {match[0] for value in values if (match := _DAY.match(value.strip())) and _exists(match[0])}
        if len(days) < 2 or page is None:
            return days.pop() if len(days) == 1 else None
        from htmldate import find_date

        day = find_date(page, original_date=True, extensive_search=False, min_date="1900-01-01")
        return day if day in days else None


class _Parser(HTMLParser):
    """The standard library's parser, feeding a target."""

    def __init__(self, target: _Blocks) -> None:
        super().__init__(convert_charrefs=True)
        self.target = target

    def feed_whole(self, page: str) -> None:
        """Parse a page. Raises RefusedError for markup that would take this parser hours."""
        if any(piece.count("<") > 1_000 for piece in page.split(">")):
            raise RefusedError("its markup is broken; save its text as a file and add that")
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.target.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.target.end(tag)

    def handle_data(self, data: str) -> None:
        self.target.data(data)
