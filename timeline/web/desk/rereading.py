"""Read a source again because its day of publication was wrong: show which proposals change, then replace them."""

from sqlite3 import Connection
from typing import Any

from starlette.responses import Response

from timeline.desk import rereading
from timeline.desk.rereading import Rereading
from timeline.desk.values import messages
from timeline.errors import RefusedError, TimelineError
from timeline.render.proposal_list import changed_fields
from timeline.render.text import human_date
from timeline.web.desk.pages import RereadPage
from timeline.web.desk.visits import Visit, now


def planned(visit: Visit, number: int, published: str | None) -> Rereading | None:
    """Return what reading a source again changes, with another day of publication or the stored one; None if nothing.

    Raises TimelineError if the stored day cannot be read with; the edit itself reports a wrong new one.
    """
    try:
        with visit.desk.reading() as connection:
            plan = rereading.plan(connection, str(number), published, now())
    except TimelineError:
        if published is None:
            raise
        return None
    return plan or None


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
        new=len(plan.new),
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
    return sentence, done.changeset, done.messages


def kept(visit: Visit, number: int) -> list[str]:
    """Return a remark on proposals whose dates were read relative to a day that is no longer known."""
    with visit.desk.reading() as connection:
        pending = rereading.pending(connection, str(number))
    return [f"pending proposals keep the dates read relative to the day until now: {pending}"] if pending else []


def is_possible(connection: Connection, number: int) -> bool:
    """Return whether pending proposals of a source can be read again."""
    return rereading.pending(connection, str(number)) > 0


def refuse_none(plan: Rereading | None) -> Rereading:
    """Return a plan. Raises RefusedError if there is none."""
    if plan is None:
        raise RefusedError("reading it again changes no pending proposal")
    return plan
