"""Show on a terminal the results of checks, and a source's text with its cited passages marked."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from timeline.evidence.lint import Finding
from timeline.evidence.passages import Passage
from timeline.evidence.stored import SnapshotSummary, Stored
from timeline.evidence.verify import Check
from timeline.render import arrivals
from timeline.render.safe import MARK, UNMARK, one_line, visible, wrap
from timeline.render.text import Style, describe_source, plain, styled, table, utc

_WHAT = {
    "citation": "citation",
    "date": "its date",
    "text": "its words",
    "original": "its original",
    "quotation": "its quotation",
}
#: a longer passage is cut in a list
_MOST_CHARACTERS = 160


def verified(checks: Iterable[Check], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of checks, entry by entry."""
    for entry, of_entry in groupby(checks, key=lambda check: check.entry):
        yield ""
        for i, check in enumerate(of_entry):
            number = style(f"{entry:>4}" if i == 0 else "    ", "number")
            state = style(check.state.ljust(11), "good" if check.state == "exact" else "bad")
            yield f"{number}  {state} {style(_where(check), 'dim')}"
            if check.note:
                yield f"{'':18}{check.note}"
            quote = f"“{_short(check.words)}”" if check.words else ""
            for line in (quote, one_line(check.detail or "")):
                yield from (f"{'':18}{part}" for part in wrap(line, max(20, columns - 18)) if part)


def _where(check: Check) -> str:
    what = _WHAT[check.what]
    if check.source is not None:
        what += f" of source {check.source}" if check.what == "citation" else f" in source {check.source}"
    if check.snapshot is not None:
        what += f", snapshot {check.snapshot}"
    return what + (f" at {check.start} to {check.end}" if check.start is not None else "")


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _MOST_CHARACTERS else line[:_MOST_CHARACTERS] + "…"


def findings(reported: Iterable[Finding], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of findings, code by code."""
    for code, of_code in groupby(reported, key=lambda finding: finding.code):
        yield ""
        yield style(code, "name")
        for (about, what), same in groupby(of_code, key=lambda finding: (finding.about, finding.what)):
            lead = f"{about} {', '.join(str(finding.number) for finding in same)}:"
            lines = wrap(f"{lead} {one_line(what)}", max(20, columns - 4))
            yield f"  {lines[0]}"
            yield from (f"    {line}" for line in lines[1:])


def marked(text: str, cited: Iterable[tuple[int, Passage]], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of a source's text in which every cited passage is marked with the numbers of its entries.

    Entry 12 cites ``⟦12: This is undeniable⟧``. If passages overlap or one contains another, a mark that ends inside
    another also has its numbers: ``⟦5: all of the four ⟦2: regions⟧5 of 2022⟧``. Such brackets in the text itself are
    shown as double square brackets, so that no text can forge a mark.
    """
    by_span: dict[tuple[int, int], list[int]] = {}
    for entry, passage in cited:
        for span in passage.spans:
            by_span.setdefault(span, []).append(entry)
    opening: dict[int, list[tuple[int, str]]] = {}
    closing: dict[int, list[str]] = {}
    for (start, end), entries in sorted(by_span.items(), reverse=True):
        numbers = ", ".join(map(str, sorted(set(entries))))
        opening.setdefault(start, []).append((end, numbers))
        closing.setdefault(end, []).append(numbers)
    done, depth, last = "", 0, 0
    for at in sorted({*opening, *closing}):
        done += _unmarked(text[last:at])
        last = at
        for numbers in closing.get(at, []):
            done += "⟧" + (numbers if depth > 1 else UNMARK)
            depth -= 1
        for _, numbers in sorted(opening.get(at, []), reverse=True):
            done += (MARK if depth == 0 else "") + f"⟦{numbers}: "
            depth += 1
    yield from styled(wrap(done + _unmarked(text[last:]), columns), style, "plain")


def _unmarked(text: str) -> str:
    return visible(text).replace("⟦", "[[").replace("⟧", "]]")


def source(stored: Stored, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of everything stored about a source, its text last."""
    known = stored.source
    yield ""
    yield f"{style(str(known['id']).rjust(4), 'number')}  {style(one_line(describe_source(known)), 'title')}"
    yield from table(
        [
            ("kind", known["kind"]),
            ("address", known["url"]),
            ("archived", known["archive_url"]),
            ("language", known["lang"]),
            ("looked at", known["accessed_at"] and utc(known["accessed_at"])),
            ("note", known["note"]),
        ],
        columns,
        style,
    )
    for snapshot in stored.snapshots:
        yield from table([_snapshot(snapshot)], columns, style)
        yield from table([("", line) for line in arrivals.words(snapshot)], columns, style)
        hashes = {snapshot["content_sha256"]: "bytes", snapshot["text_sha256"]: "text "}
        for sha256, of in hashes.items():
            if sha256:
                yield f"        {style('both ' if len(hashes) == 1 else of, 'dim')} {sha256}"
    yield ""
    if stored.snapshot is None:
        hint = f"no snapshot is stored; to add one: timeline source add URL_OR_FILE --to {known['id']}"
        yield style(hint, "dim")
        return
    yield style(f"── snapshot {stored.snapshot} " + "─" * max(0, columns - 13 - len(str(stored.snapshot))), "year")
    if stored.flaw:
        yield from (style(line, "bad") for line in wrap(f"NO PROOF: {stored.flaw}", columns))
    yield ""
    yield from marked(stored.text, stored.cited, columns, style)


def _snapshot(snapshot: SnapshotSummary) -> tuple[str, str]:
    what = (
        utc(snapshot["retrieved_at"]),
        snapshot["media_type"],
        f"{snapshot['characters']:,} characters",
        snapshot["extractor"],
    )
    return f"snapshot {snapshot['id']}", ", ".join(part for part in what if part)
