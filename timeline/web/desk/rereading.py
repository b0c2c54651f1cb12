"""Read a source, or read it again because its day of publication was wrong: show what changes, then store it."""

from sqlite3 import Connection
from typing import Any

from starlette.responses import Response

from timeline.desk import rereading
from timeline.desk.rereading import Rereading, Ways
from timeline.desk.values import messages
from timeline.errors import RefusedError, TimelineError
from timeline.render.proposal_list import changed_fields
from timeline.render.text import human_date
from timeline.web.desk.pages import RereadPage
from timeline.web.desk.visits import Visit, now

#: new proposals that a preview shows
_MOST_SHOWN = 100


def planned(visit: Visit, number: int, published: str | None) -> Rereading | None:
    """Return what reading a source changes, with another day of publication or the stored one; None without a text.

    Raises TimelineError if the stored day cannot be read with; the edit itself reports a wrong new one.
    """
    try:
        with visit.desk.reading() as connection:
            return rereading.plan(connection, str(number), published, now(), unread=True)
    except TimelineError:
        if published is None:
            raise
        return None


def asked(visit: Visit, name: str, plan: Rereading, *, is_edit: bool, address: str) -> Response:
    """Show which proposals change, and ask what to do with them."""
    posted = visit.posted.beginning("")
    stay = [
        f"entry {entry} was accepted with {_date(was)}, and stays so; it would now be {_date(then)}"
        for entry, was, then in plan.entries
    ]
    if plan.rejected:
        stay.append(f"rejected proposals that would have another date, and stay: {plan.rejected}")
    page = RereadPage(
        token=visit.token,
        name=name,
        day=_date(plan.published.date),
        changes=[
            (f"proposal {one.before['id']}: {changed_fields(one.before, one.record)}", one.before["text"])
            for one in plan.changes
        ],
        pending=plan.pending,
        new=[(" · ".join(filter(None, (_date(one.date), one.speaker))), one.text) for _, one in plan.new[:_MOST_SHOWN]],
        left_out=max(0, len(plan.new) - _MOST_SHOWN),
        is_first=plan.is_first,
        notes=[*messages(plan.notes), *stay],
        is_edit=is_edit,
        hidden={name: value for name, value in posted.items() if name not in ("token", "do")},
        address=address,
    )
    return visit.page(page)


def _date(date: str | None) -> str:
    return human_date({"date": date, "time": None})


def stored(session: Any, plan: Rereading) -> tuple[str, int, tuple[str, ...]]:
    """Replace the proposals of a plan; return a sentence that says so, the changeset, and remarks."""
    done = rereading.store(session, plan)
    sentence = f"Proposals replaced or dropped: {len(done.value.changes)}, new: {len(plan.new)}."
    if plan.is_first:
        sentence = f"The source is read; new proposals: {len(plan.new)}."
    return sentence, done.changeset, done.messages


def kept(visit: Visit, number: int) -> list[str]:
    """Return a remark on proposals whose dates were read relative to a day that is no longer known."""
    with visit.desk.reading() as connection:
        pending = rereading.pending(connection, str(number))
    return [f"pending proposals keep the dates read relative to the day until now: {pending}"] if pending else []


def ways(connection: Connection, kind: str, number: int) -> Ways:
    """Return what can be done with the text of a source; with anything else, nothing can."""
    return rereading.ways(connection, number) if kind == "source" else Ways(0, has_text=False, is_read=False)


def command(number: int, plan: Rereading, *, is_edit: bool) -> str:
    """Return what storing a plan is called in the history."""
    again = "" if plan.is_first else " again"
    return f"edit source {number}, and read it{again}" if is_edit else f"read source {number}{again}"


def refuse_none(plan: Rereading | None) -> Rereading:
    """Return a plan that changes something. Raises RefusedError if there is none."""
    if plan is None:
        raise RefusedError("no text of this source is stored, so it cannot be read")
    if not plan:
        raise RefusedError(
            "reading it proposes nothing: it has no statements and no dated events"
            if plan.is_first
            else "reading it again changes no pending proposal"
        )
    return plan
