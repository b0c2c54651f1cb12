"""Show records on a terminal as an ordered timeline.

Verbatim words, also inside a paraphrase, have quotation marks and a colour; the rest of a paraphrase is plain. So a
reader can tell verbatim words without colours as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from timeline.dates import PartialDate
from timeline.dates.partial import listed_day
from timeline.errors import DateError
from timeline.reading.records import CitationRecord, Dated, Record, SourceLabel, Worded
from timeline.render.checks import check_words, is_checked, standing
from timeline.render.safe import GLUE, MARK, UNMARK, one_line, visible, width, wrap
from timeline.schema.vocabulary import RELATIONS, relation_words
from timeline.words.quotations import quoted_spans, unquote

Style = Callable[[str, str], str]
_INDENT_CELLS = 6


def plain(text: str, _style: str) -> str:
    """Return a text unstyled."""
    return text


def human_date(record: Dated) -> str:
    """Return the date of a record as people write it: ``26 Feb 2025, 14:30``, or ``undated``."""
    return "undated" if record["date"] is None else _human(record["date"], record["time"])


@lru_cache(4096)
def _human(date: str, time: str | None) -> str:
    try:
        parsed = PartialDate.parse(date)
    except DateError:  # written by plain SQL, which cannot check every EDTF date
        return visible(date)
    return PartialDate(parsed.date, parsed.earliest, parsed.latest, time).human()


def who(record: Record) -> str:
    """Return the speakers of a record as text: the name, the office then or else the role, and joint speakers."""
    if record["speaker"] is None:
        return ""
    office = record["office"] or record["role"]
    others = [p["name"] for p in record["participants"] if p["role"] == "speaker"]
    if not others:
        return one_line(f"{record['speaker']}, {office}" if office else record["speaker"])
    names = [f"{record['speaker']} ({office})" if office else record["speaker"], *others]
    return one_line(f"{', '.join(names[:-1])} and {names[-1]}")


def words(record: Worded) -> str:
    """Return the title of an event or the words of a statement, with quotation marks if they are verbatim.

    A paraphrase that is entirely in quotation marks is labelled as a paraphrase.
    """
    if record["kind"] == "event":
        return visible(record["title"] or "")
    text = visible(record["text"] or "")
    if record["mode"] == "verbatim":
        return f"“{text}”"
    return f"{text} (paraphrase)" if unquote(text) else text


def source_line(citation: CitationRecord) -> str:
    """Return one citation as text: ``Title, Example News, 27 Feb 2025, via Meduza https://example.org/a``."""
    source, via = citation["source"], citation["via"]
    line = describe_source(source)
    if via:
        line += f", via {via['publisher'] or describe_source(via)}"
    if citation["stance"] == "disputes":
        line += " (disputes it)"
    if source["url"] and source["url"] != line:
        line += f" {source['url']}"  # last, so that a click or a copy gets nothing else
    return one_line(line)


def describe_source(source: SourceLabel) -> str:
    """Return a source as text: author, title, publisher, date; or its address if it has none of these."""
    parts = [source["author"], source["title"], source["publisher"], _published(source["published"])]
    return ", ".join(part for part in parts if part) or str(source["url"])


def _published(date: str | None) -> str | None:
    try:
        return PartialDate.parse(date).human() if date else None
    except DateError:
        return date


def timeline(
    records: Iterable[Record],
    columns: int,
    style: Style = plain,
    *,
    grouped: bool = True,
    note: Callable[[Record], str | None] = lambda _: None,
) -> Iterator[str]:
    """Yield the lines of a timeline, under the first possible year of each entry if ``grouped``.

    ``note`` returns the note to show with an entry, if any.
    """
    group = None
    for record in records:
        year = year_of(record)
        if grouped and year != group:
            group = year
            yield ""
            yield style(f"── {year} " + "─" * max(0, columns - 4 - width(year)), "year")
        yield ""
        yield from _entry(record, columns, style, note(record))


def year_of(record: Record) -> str:
    """Return the year under which an entry is listed, as a heading."""
    if record["date"] is None or record["date_earliest"] is None or record["date_latest"] is None:
        return "Undated"
    day = listed_day(record["date"], record["date_earliest"], record["date_latest"])
    return "Any time" if day == "9999-12-31" else day[:4].lstrip("0") or "0"


def _entry(record: Record, columns: int, style: Style, note: str | None) -> Iterator[str]:
    """Yield the lines of an entry: number, date and speaker, the words, and dimmed topics, sources and links."""
    number = style(f"{record['id']:>4}", "number")
    day = one_line(human_date(record))
    date = style(day, "date")
    speaker = who(record)
    setting = one_line(record["setting"] or "")
    head = [date, *([_name(speaker, record, style)] if speaker else []), *([style(setting, "dim")] if setting else [])]
    if _INDENT_CELLS + width(" · ".join(part for part in (day, speaker, setting) if part)) <= columns:
        yield f"{number}  " + style(" · ", "dim").join(head)
    else:
        yield f"{number}  {date}"
        yield from _block(" · ".join(part for part in (speaker, setting) if part), columns, style, "name")
    yield from _block(_marked_words(record), columns, style, "title" if record["kind"] == "event" else "words")
    if record["kind"] == "event" and record["text"]:
        yield from _block(visible(record["text"]), columns, style, "words")
    if record["original_text"]:
        yield from _block(visible(record["original_text"]), columns, style, "dim")
    if note:
        yield from _block(f"note:{GLUE}{visible(note)}", columns, style, "plain")
    for line in _footer(record):
        yield from _block(line, columns, style, "plain" if line.startswith("—") else "dim")


def _name(speaker: str, record: Record, style: Style) -> str:
    end = len(one_line(record["speaker"] or ""))
    return style(speaker[:end], "name") + speaker[end:]


def _footer(record: Record) -> Iterator[str]:
    others = (f"{p['name']} ({p['role']})" for p in record["participants"] if p["role"] != "speaker")
    about = [("", others), (f"#{GLUE}", record["topics"]), (f"@{GLUE}", record["places"])]
    parts = [(mark, one_line(", ".join(names))) for mark, names in about]
    if any(names for _, names in parts):
        yield " · ".join(mark + names for mark, names in parts if names)
    for citation in record["citations"]:
        yield f"—{GLUE}{source_line(citation)}"
    if not record["citations"]:
        yield "— no source"
    if record["checks"]:
        yield f"{'✓' if is_checked(record) else '?'}{GLUE}{one_line(check_words(record))}"
    if record["links"]:
        groups: dict[str, list[str]] = {}
        for link in record["links"]:
            groups.setdefault(link["relation"], []).append(str(link["to"]))
        yield "→ " + "; ".join(f"{relation_words(k)} {', '.join(v)}" for k, v in groups.items())


def _marked_words(record: Record) -> str:
    text = words(record)
    if record["kind"] == "event":
        return text
    marked, last = "", 0
    for start, end in [(0, len(text))] if record["mode"] == "verbatim" else quoted_spans(text):
        marked += text[last:start] + MARK + text[start:end] + UNMARK
        last = end
    return marked + text[last:]


def _block(text: str, columns: int, style: Style, name: str) -> Iterator[str]:
    """Yield the wrapped and indented lines of a text with marked words."""
    for line in styled(wrap(text, max(20, columns - _INDENT_CELLS)), style, name):
        yield " " * _INDENT_CELLS + line if line else ""


def styled(lines: Iterable[str], style: Style, name: str) -> Iterator[str]:
    """Yield styled lines; words between marks are styled as quoted, also over several lines."""
    inside = False
    for line in lines:
        done = ""
        for piece in _split(line):
            if piece == MARK:
                inside = True
            elif piece == UNMARK:
                inside = False
            elif piece:
                done += style(piece, "quoted" if inside else name)
        yield done.replace(GLUE, " ")


def _split(line: str) -> list[str]:
    pieces: list[str] = []
    rest = line
    while rest:
        cut = min((i for i in (rest.find(MARK), rest.find(UNMARK)) if i >= 0), default=-1)
        if cut < 0:
            return [*pieces, rest]
        pieces += [rest[:cut], rest[cut]]
        rest = rest[cut + 1 :]
    return pieces


def detail(record: Record, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of everything known about one entry."""
    yield ""
    yield f"{style(str(record['id']).rjust(4), 'number')}  " + style(record["kind"], "dim")
    yield from _block(_marked_words(record), columns, style, "title" if record["kind"] == "event" else "words")
    yield ""
    yield from table(_fields(record), columns, style)
    for citation in record["citations"]:
        yield ""
        yield from table(_citation_fields(citation), columns, style)
    if not record["citations"]:
        yield from table([("source", "none")], columns, style)


def table(pairs: Iterable[tuple[str, str | None]], columns: int, style: Style) -> Iterator[str]:
    """Yield one or more lines for each label that has a value."""
    for label, value in pairs:
        if value:
            safe = value if isinstance(value, _Safe) else visible(value)
            lines = list(styled(wrap(safe, max(20, columns - 20)), style, "plain"))
            yield f"      {style(label.ljust(13), 'dim')} {lines[0]}"
            yield from (f"{'':20}{line}" for line in lines[1:])


def _fields(record: Record) -> Iterator[tuple[str, str | None]]:
    stored = f"{record['date']}: {record['date_earliest']} to {record['date_latest']}" if record["date"] else ""
    yield from [
        ("date", human_date(record)),
        ("as stored", stored),
        ("dated by", f"{record['dated_by']}: “{record['date_text']}”" if record["dated_by"] else None),
        ("as written", None if record["dated_by"] else record["date_text"]),
        ("speaker", record["speaker"]),
        ("with", ", ".join(p["name"] for p in record["participants"] if p["role"] == "speaker")),
        ("office then", record["office"]),
        ("role", record["role"]),
        ("country", record["country"]),
        ("mode", record["mode"]),
        ("setting", record["setting"]),
        ("original", record["original_text"]),
        ("language", record["lang"]),
        ("title", record["title"]) if record["kind"] == "statement" else ("text", record["text"]),
        (
            "took part",
            ", ".join(f"{p['name']} ({p['role']})" for p in record["participants"] if p["role"] != "speaker"),
        ),
        ("topics", ", ".join(record["topics"])),
        ("places", ", ".join(record["places"])),
        ("note", record["note"]),
        ("check", _check(record)),
        ("dataset", record["dataset"]),
        ("external id", record["external_id"]),
        ("uid", record["uid"]),
        ("changeset", str(record["changeset_id"])),
    ]
    for link in record["links"]:
        yield (
            "link",
            f"{relation_words(link['relation'])} {link['to']}" + (f" ({link['note']})" if link["note"] else ""),
        )
    for other in record["linked_from"]:
        note = f" ({other['note']})" if other["note"] else ""
        yield "link", f"{RELATIONS[other['relation']]} {other['from']}{note}"


def _check(record: Record) -> str:
    check = standing(record)
    return check_words(record) + (f": “{check['doubt']}”" if check and check["doubt"] else "")


def _citation_fields(citation: CitationRecord) -> Iterator[tuple[str, str | None]]:
    source, via = citation["source"], citation["via"]
    yield "disputed by" if citation["stance"] == "disputes" else "source", f"{source['id']} {describe_source(source)}"
    yield "address", source["url"] if source["url"] != describe_source(source) else None
    yield "archived", source["archive_url"]
    yield "via", via and f"{via['id']} {describe_source(via)}"
    yield "in the words", _in_context(citation)
    if citation["snapshot_id"] is not None:
        where = f", characters {citation['start']} to {citation['end']}" if citation["start"] is not None else ""
        yield "stored as", f"snapshot {citation['snapshot_id']} of {utc(citation['retrieved_at'] or '')}{where}"
    if citation["date_start"] is not None:
        yield "its date", f"“{citation['date_text']}”"
    elif citation["date"] or citation["date_text"]:
        yield "dated here", citation["date_text"] or citation["date"]
    yield "note", citation["note"]


def utc(moment: str) -> str:
    """Return a stored moment as text, in UTC: ``2025-02-27 12:00 UTC``; a day stays a day."""
    at = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*Z", moment)
    return f"{at[1]} {at[2]} UTC" if at else moment


class _Safe(str):
    """A text without control characters, which may contain marks."""

    __slots__ = ()


def _in_context(citation: CitationRecord) -> str | None:
    """Return the cited words, with the text before and after them in the source if it is known."""
    if not citation["exact"]:
        return None
    exact = f"{MARK}{visible(citation['exact'])}{UNMARK}"
    if citation["prefix"] is None and citation["suffix"] is None:
        return _Safe(f"“{exact}”")
    sides = (citation["prefix"], citation["suffix"])
    before, after = (" ".join(re.split("[ \t\n]+", visible(side or ""))) for side in sides)
    before, after = before.partition(" ")[2] or before, after.rpartition(" ")[0] or after  # whole words
    first, last = (side.replace("⟦", "[[").replace("⟧", "]]") for side in (before, after))
    return _Safe(f"{'…' if before else ''}{first}⟦{exact}⟧{last}{'…' if after else ''}")
