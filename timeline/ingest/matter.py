"""What front matter says of an article: its title and the day it was published."""

from typing import Any, NamedTuple

from timeline import frontmatter
from timeline.dates import PartialDate
from timeline.errors import DateError

_DATES = ("date", "published", "published_time")


class FrontMatter(NamedTuple):
    """What front matter says, and where the text behind it begins."""

    begin: int
    title: str | None = None
    published: PartialDate | None = None


def front_matter(text: str) -> FrontMatter:
    """Read the front matter of a text; where there is none, or it is no YAML, all of the text is text."""
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
    return FrontMatter(block.end, " ".join(str(title).split()) if title else None, _published(fields))


def _published(fields: dict[str, Any]) -> PartialDate | None:
    for name in _DATES:
        try:
            return PartialDate.parse(str(fields.get(name) or "")[:10])
        except DateError:
            continue
    return None
