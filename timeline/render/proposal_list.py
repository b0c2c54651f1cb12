"""List proposals on a terminal, in the order of their text."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from timeline.reading.proposals import CandidateRecord, ProposalRecord, ProposalSource
from timeline.render.safe import one_line, wrap
from timeline.render.text import Style, human_date, plain

_INDENT_CELLS = 6


def by_source(proposals: Iterable[ProposalRecord], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield stored proposals under the names of their sources."""
    for number, those in groupby(proposals, key=lambda proposal: proposal["source"]["id"]):
        group = list(those)
        verdicts = [None if proposal["state"] == "pending" else decided(proposal) for proposal in group]
        title = f"source {number}: {source_name(group[0]['source'])}"
        yield from _listed(title, zip(group, verdicts, strict=True), columns, style)


def source_name(source: ProposalSource) -> str:
    """Return the name of a source: its title, address or publisher."""
    return str(source["title"] or source["url"] or source["publisher"])


def lines(title: str, candidates: Iterable[CandidateRecord], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield a heading with the article's name, and each candidate: date, speaker, confidence, words and more."""
    return _listed(title, ((candidate, None) for candidate in candidates), columns, style)


def _listed(
    title: str, rows: Iterable[tuple[CandidateRecord, str | None]], columns: int, style: Style
) -> Iterator[str]:
    yield ""
    yield style(f"── {one_line(title)} ".ljust(columns, "─")[: max(columns, 4)], "year")
    for proposal, verdict in rows:
        yield ""
        yield from _lines(proposal, verdict, columns, style)


def who_says(proposal: CandidateRecord) -> str:
    """Return the speaker or the participants of a candidate, as text."""
    who = ", ".join(filter(None, [proposal["speaker"], proposal["role"]]))
    if proposal["kind"] == "statement" and not proposal["speaker"]:
        who = "somebody" + (f", {proposal['role']}" if proposal["role"] else "")
    if proposal["participants"]:
        who += f"{' ' if who else ''}with {', '.join(proposal['participants'])}"
    return who


def _lines(proposal: CandidateRecord, verdict: str | None, columns: int, style: Style) -> Iterator[str]:
    who = who_says(proposal)
    head = [
        style(one_line(human_date({"date": proposal["date"], "time": None})), "date"),
        style(one_line(who), "name") if who else "",
        one_line(proposal["setting"] or ""),
    ]
    parts = [*(part for part in head if part), sureness(proposal["confidence"], style)]
    if verdict:
        parts.append(style(verdict, "dim"))
    number = style(str(proposal["id"]).rjust(4), "number")
    yield f"{number}  {' · '.join(parts)}"
    words = one_line(proposal["text"])
    name = "quoted" if proposal["mode"] == "verbatim" else "title" if proposal["kind"] == "event" else "words"
    if proposal["mode"] == "verbatim":
        words = f"“{words}”"
    elif proposal["mode"] and proposal["cue"]:  # without the cue, a denial would look like an assertion
        words = f"{one_line(proposal['cue'])}: {words}"
    for line in wrap(words, max(20, columns - _INDENT_CELLS)):
        yield " " * _INDENT_CELLS + style(line, name)
    about = [
        f"“{one_line(proposal['date_text'])}”" if proposal["date_text"] else "",
        f"via {one_line(proposal['via'])}" if proposal["via"] else "",
        one_line(f"# {', '.join(proposal['topics'])}") if proposal["topics"] else "",
        one_line(f"@ {', '.join(proposal['places'])}") if proposal["places"] else "",
    ]
    if any(about):
        yield " " * _INDENT_CELLS + style(" · ".join(part for part in about if part), "dim")


#: fields of a proposal in the order in which their changes are shown; spans change with their words
_SHOWN = ("date", "speaker", "role", "mode", "via", "setting", "participants", "places", "topics", "confidence", "text")


def change(before: ProposalRecord, after: CandidateRecord | None, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield how a proposal changes: each field before and after, then its words; None means that it is dropped."""
    number, words = style(str(before["id"]).rjust(4), "number"), one_line(before["text"])
    yield f"{number}  {changed_fields(before, after)}"
    yield " " * _INDENT_CELLS + wrap(words, max(20, columns - _INDENT_CELLS))[0]


def changed_fields(before: ProposalRecord, after: CandidateRecord | None) -> str:
    """Return the fields in which a proposal changes, before and after; None means that it is dropped."""
    if after is None:
        return "no longer proposed"
    both = ((name, _shown(name, before[name]), _shown(name, after[name])) for name in _SHOWN)  # type: ignore[literal-required]
    return " · ".join(f"{name} {was} → {now}" for name, was, now in both if was != now) or (
        "the place of its words, or its rule"
    )


def _shown(name: str, value: Any) -> str:
    if name == "date":
        return one_line(human_date({"date": value, "time": None}))
    text = ", ".join(value) if isinstance(value, (list, tuple)) else value
    return one_line(text) if text else "none"


def sureness(confidence: str, style: Style) -> str:
    """Return the confidence of a proposal, styled."""
    return style(confidence, {"high": "good", "low": "bad"}.get(confidence, "dim"))


def decided(proposal: ProposalRecord) -> str:
    """Return the decision on a proposal, as text."""
    if proposal["state"] != "accepted":
        return str(proposal["state"])
    return f"accepted, entry {proposal['entry']}" if proposal["entry"] else "accepted, its entry deleted since"
