"""Show one speaker, topic or place on a terminal."""

from collections.abc import Iterator

from timeline.reading.counts import Count
from timeline.reading.entity_view import EntityView, HeldOffice
from timeline.render.safe import one_line
from timeline.render.text import Style, human_date, plain, table

_MOST_COUNTS = 10


def lines(view: EntityView, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of everything known about a speaker, topic or place, with counts of its entries."""
    yield ""
    yield f"{style(str(view.id).rjust(4), 'number')}  {style(one_line(view.name), 'title')}"
    yield from table(
        [
            ("also", ", ".join(view.also)),
            ("kind", view.kind),
            ("country", view.country),
            ("inside", view.inside),
            ("contains", ", ".join(view.holds)),
            *(("office", _office(office)) for office in view.offices),
            ("entries", _entries(view)),
            *((f"{kind}s", _counted(counts)) for kind, counts in view.by.items()),
            ("note", view.note),
            ("wikidata", view.wikidata),
            ("uid", view.uid),
        ],
        columns,
        style,
    )


def _office(office: HeldOffice) -> str:
    parts = (office.title, office.organization or office.country, human_date({"date": office.date, "time": None}))
    return ", ".join(part for part in parts if part)


def _entries(view: EntityView) -> str:
    if view.years is None:
        return f"{view.entries:,}"
    first, last = view.years
    return f"{view.entries:,}, {first}" if first == last else f"{view.entries:,}, {first} to {last}"


def _counted(counts: list[Count]) -> str:
    more = f", and {len(counts) - _MOST_COUNTS:,} more" if len(counts) > _MOST_COUNTS else ""
    return ", ".join(f"{count.label} ({count.entries:,})" for count in counts[:_MOST_COUNTS]) + more
