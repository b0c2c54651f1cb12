"""Read the front matter of an article: its title, address and day of publication."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.words import frontmatter

_DATES = ("date", "published", "published_time")
_ADDRESSES = ("url", "source_url", "canonical_url", "link", "permalink")


class FrontMatter(NamedTuple):
    """The fields of front matter, and the beginning of the text behind it."""

    begin: int
    title: str | None = None
    published: PartialDate | None = None
    url: str | None = None


def front_matter(text: str) -> FrontMatter:
    """Read the front matter of a text. Without valid front matter, the text begins at 0."""
    block = frontmatter.block(text)
    if block is None:
        return FrontMatter(0)
    try:
        fields = frontmatter.particulars(block.yaml)
    except ValueError:
        fields = {}
    if not fields:
        return FrontMatter(0)
    title = fields.get("title")
    return FrontMatter(block.end, " ".join(str(title).split()) if title else None, _published(fields), _url(fields))


def _url(fields: Mapping[str, object]) -> str | None:
    addresses = (str(fields.get(name) or "").strip() for name in _ADDRESSES)
    return next((url for url in addresses if re.match(r"https?://\S+$", url)), None)


def _published(fields: Mapping[str, object]) -> PartialDate | None:
    for name in _DATES:
        try:
            return PartialDate.parse(str(fields.get(name) or "")[:10])
        except DateError:
            continue
    return None
