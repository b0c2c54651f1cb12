"""Show the proposals that wait, and decide about several of them together."""

from collections.abc import Mapping, Sequence
from sqlite3 import Connection
from urllib.parse import urlencode

from starlette.responses import Response

from timeline.desk import decisions
from timeline.desk.decisions import ReviewedAt
from timeline.errors import RefusedError, TimelineError
from timeline.reading import proposals as stored
from timeline.reading import review_queue
from timeline.reading.proposals import STATES, ProposalFilter
from timeline.schema.vocabulary import CONFIDENCES
from timeline.web.desk.pages import Notice, QueueOfProposals
from timeline.web.desk.visits import Visit
from timeline.words.numbers import row_number

_PAGE_PROPOSALS = 50


def show(visit: Visit) -> Response:
    """Show a page of the queue."""
    with visit.desk.reading() as connection:
        return visit.page(_page(visit, connection, visit.request.query_params))


def _page(
    visit: Visit,
    connection: Connection,
    typed: Mapping[str, str],
    chosen: Sequence[int] = (),
    problems: Sequence[str] = (),
) -> QueueOfProposals:
    texts = {name: typed.get(name, "").strip() for name in ("source", "confidence", "speaker", "state")}
    begin = row_number(typed.get("begin", "")) or 0
    filter_ = _filter(texts)
    return QueueOfProposals(
        token=visit.token,
        notice=visit.notice(),
        counts=review_queue.counts(connection),
        page=review_queue.page(connection, filter_, begin, _PAGE_PROPOSALS),
        filter=filter_,
        filters={name: value for name, value in texts.items() if value},
        begin=begin,
        size=_PAGE_PROPOSALS,
        chosen=frozenset(chosen),
        problems=problems,
        typed={name: visit.posted.one(name) for name in ("reason", "topic")},
    )


def _filter(texts: dict[str, str]) -> ProposalFilter:
    """Read the filters of an address. Raises RefusedError at the one that is not valid."""
    source, state, confidence = texts["source"], texts["state"] or "pending", texts["confidence"]
    if source and row_number(source) is None:
        raise RefusedError(f"“{source[:20]}” is not the number of a source", field="source")
    for field, value, known in (("state", state, (*STATES, "all")), ("confidence", confidence, ("", *CONFIDENCES))):
        if value not in known:
            raise RefusedError(f"“{value[:20]}” is not one of {', '.join(filter(None, known))}", field=field)
    return ProposalFilter(
        sources=(row_number(source) or 0,) if source else (),
        states=() if state == "all" else (state,),
        confidences=(confidence,) if confidence else (),
        speaker=texts["speaker"] or None,
    )


def change(visit: Visit) -> Response:
    """Reject the chosen proposals, or give them a topic."""
    form, do = visit.posted, visit.posted.one("do")
    chosen = [number for number in (row_number(text) for text in form.all("proposal")) if number is not None]
    seen = [ReviewedAt(number, row_number(form.one(f"verdict.{number}"))) for number in dict.fromkeys(chosen)]
    try:
        if not seen:
            raise RefusedError("choose one or more proposals first")
        what = f"{len(seen)} proposal{'s' if len(seen) > 1 else ''}"
        if do == "reject":
            with visit.writing(f"reject {what}") as session:
                done = decisions.reject(session, seen, form.one("reason").strip() or None)
            sentence = f"Rejected: {what}."
        elif do == "topic":
            topic = form.one("topic").strip()
            if not topic:
                raise RefusedError("write a topic", field="topic")
            with visit.writing(f"give {what} the topic {topic[:100]}") as session:
                done = decisions.give_topic(session, seen, topic)
            sentence = f"{done.value} of {what} {'have' if done.value > 1 else 'has'} the topic “{topic}” now."
        else:
            raise RefusedError("press the button of what you want; nothing was stored")
    except TimelineError as error:
        with visit.desk.reading() as connection:
            undecided = set(stored.numbers(connection, ProposalFilter(numbers=tuple(chosen), states=("pending",))))
            kept = [number for number in chosen if number in undecided]
            problems = [f"{error.plain}; nothing was stored" if error.code == decisions.CHANGED else error.plain]
            return visit.page(_page(visit, connection, form_filters(visit), kept, problems), 409)
    query = urlencode({name: value for name, value in form_filters(visit).items() if value})
    address = f"/review?{query}" if query else "/review"
    return visit.done(Notice(sentence=sentence, changeset=done.changeset, notes=done.messages, back="/review"), address)


def form_filters(visit: Visit) -> dict[str, str]:
    """Return the filters of the page that a form was on."""
    return {name: visit.posted.one(f"filter.{name}") for name in ("source", "confidence", "speaker", "state", "begin")}
