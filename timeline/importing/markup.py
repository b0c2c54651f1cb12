"""Remove the markup from HTML text: words and paragraphs stay, except deleted ones."""

import re
from html import unescape
from html.parser import HTMLParser

#: real tags only, so that ``a < b`` and ``<name>`` are left alone
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|small|sub|sup|ul|ol|li|h[1-6]|blockquote|cite|q|img|hr|table|tr|td|th|tbody"
    r"|thead|pre|code|font|center|section|article|figure|figcaption|iframe|video|audio|script|style"
    r"|del|ins|s|strike|ruby|rt|rp|rb|noscript|template|title|select|option|textarea|label|button|form|input|main|nav"
    r"|header|footer|aside|abbr|mark|time|var|kbd|samp|dl|dt|dd|big|tt|wbr|picture|source|caption|col|colgroup|tfoot"
    r"|address|details|summary|html|head|body|meta|link|svg|path|bdi|bdo|dfn|object|embed|param|map|area|fieldset|legend)"
    r"(?:\s+[a-z:@_-][\w:.-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)|\s+(?:hidden|disabled|checked|async|defer|controls|autoplay"
    r"|muted|loop|allowfullscreen|nowrap|noshade|[a-z]+-[a-z-]+))*\s*/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "tr",
        "pre",
        "section",
        "article",
        "figure",
        "figcaption",
        "hr",
    ]
)
#: how many tags may be open at once, which is far more than any has
_MOST_OPENED = 1_000
_HIDDEN = frozenset(("script", "style", "del", "s", "strike"))


def is_markup(text: str) -> bool:
    """Return whether a text is HTML: whether it has a tag or a character reference."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def plain(text: str) -> str:
    """Return the words of an HTML text, each block on a line; '' if nothing is left."""
    if not _TAG.search(text) or any(piece.count("<") > _MOST_OPENED for piece in text.split(">")):
        # The parser would take hours over thousands of tags that do not end.
        return unescape(text).replace("\xa0", " ").strip()
    words = _Words()
    words.feed(text)
    words.close()
    lines = "".join(words.pieces).replace("\xa0", " ").split("\n")
    squeezed = [" ".join(line.split()) for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(squeezed)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag_text = self.get_starttag_text() or ""
        if not _TAG.fullmatch(tag_text):  # words, not a tag, as in <name>, or in a<b and c>d
            self.handle_data(tag_text)
        elif tag in _HIDDEN:
            self.hidden += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif not _TAG.fullmatch(f"</{tag}>"):
            self.pieces.append(f"</{tag}>")

    def unknown_decl(self, data: str) -> None:
        self.handle_data(data.removeprefix("CDATA["))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))
