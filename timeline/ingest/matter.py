"""YAML front matter: the title and the day of publication that stand above a text kept as Markdown."""

import datetime
import re
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.errors import DateError

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.{0,20000}?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_DATES = ("date", "published", "published_time")


class FrontMatter(NamedTuple):
    """What front matter says, and where the text behind it begins."""

    begin: int
    title: str | None = None
    published: PartialDate | None = None


def front_matter(text: str) -> FrontMatter:
    """Read the front matter of a text; where there is none, or it is no YAML, all of the text is text."""
    block = _BLOCK.match(text)
    if block is None:
        return FrontMatter(0)
    import yaml

    try:
        fields = yaml.safe_load(block["yaml"])
    except (yaml.YAMLError, ValueError):
        return FrontMatter(0)
    if not isinstance(fields, dict):
        return FrontMatter(0)
    title = fields.get("title")
    return FrontMatter(block.end(), " ".join(str(title).split()) if title else None, _published(fields))


def _published(fields: dict[object, object]) -> PartialDate | None:
    for name in _DATES:
        value = fields.get(name)
        text = value.isoformat() if isinstance(value, datetime.date) else str(value or "")
        try:
            return PartialDate.parse(text[:10])
        except DateError:
            continue
    return None
