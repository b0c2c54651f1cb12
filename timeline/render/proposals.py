"""Proposals of one article for a terminal, in the order of its text."""

from collections.abc import Iterator

from timeline.ingest import Article, Proposal
from timeline.render.safe import one_line, wrap
from timeline.render.text import Style, human_date, plain

_INDENT = 6


def lines(what: str, article: Article, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield a heading with the article's name, and each proposal: date, who, how sure; the words; and more."""
    yield ""
    yield style(f"── {one_line(article.title or what)} ".ljust(columns, "─")[: max(columns, 4)], "year")
    for number, proposal in enumerate(article.proposals, 1):
        yield ""
        yield from _lines(number, proposal, columns, style)


def _lines(number: int, proposal: Proposal, columns: int, style: Style) -> Iterator[str]:
    said = {"date": proposal.date, "time": None}
    who = ", ".join(filter(None, [proposal.speaker, proposal.role]))
    if proposal.participants:
        who += f" with {', '.join(proposal.participants)}"
    if proposal.kind == "statement" and not proposal.speaker:
        who = "somebody" + (f", {proposal.role}" if proposal.role else "")
    head = [
        style(one_line(human_date(said)), "date"),
        style(one_line(who), "name") if who else "",
        one_line(proposal.setting or ""),
    ]
    sure = {"high": "good", "low": "bad"}.get(proposal.confidence, "dim")
    parts = [*(part for part in head if part), style(proposal.confidence, sure)]
    yield f"{style(f'{number:>4}', 'number')}  {' · '.join(parts)}"
    words = one_line(proposal.text)
    name = "quoted" if proposal.mode == "verbatim" else "title" if proposal.kind == "event" else "words"
    for line in wrap(f"“{words}”" if proposal.mode == "verbatim" else words, max(20, columns - _INDENT)):
        yield " " * _INDENT + style(line, name)
    about = [
        f"“{one_line(proposal.date_text)}”" if proposal.date_text else "",
        f"via {one_line(proposal.via)}" if proposal.via else "",
        one_line(f"# {', '.join(proposal.topics)}") if proposal.topics else "",
        one_line(f"@ {', '.join(proposal.places)}") if proposal.places else "",
    ]
    if any(about):
        yield " " * _INDENT + style(" · ".join(part for part in about if part), "dim")
