"""Show the history: the changesets, what one of them changed, and what its undo would change."""

from collections.abc import Sequence

from starlette.responses import Response

from timeline.desk import history
from timeline.errors import TimelineError
from timeline.history.past import TouchedChangeset
from timeline.render import changes as people
from timeline.render.changes import ChangedRow
from timeline.web.desk.pages import ChangesetPage, HistoryPage, LoggedChangeset
from timeline.web.desk.visits import Visit
from timeline.words.numbers import row_number

_PAGE_CHANGESETS = 50
#: changed rows that a page shows
_MOST_CHANGES = 400


def show(visit: Visit) -> Response:
    """Show a page of the log, or the changesets of one entry."""
    query = visit.request.query_params
    before, entry = row_number(query.get("before", "")), row_number(query.get("entry", ""))
    with visit.desk.reading() as connection:
        listed = history.log(connection, entry=entry, limit=_PAGE_CHANGESETS + 1, before=before)
    page = HistoryPage(
        token=visit.token,
        notice=visit.notice(),
        changesets=[_logged(one) for one in listed[:_PAGE_CHANGESETS]],
        entry=entry,
        before=listed[_PAGE_CHANGESETS - 1]["id"] if len(listed) > _PAGE_CHANGESETS else None,
    )
    return visit.page(page)


def show_one(visit: Visit) -> Response:
    """Show what a changeset changed."""
    return visit.page(_page(visit))


def preview(visit: Visit) -> Response:
    """Show what the undo of a changeset would change; store nothing."""
    number = visit.request.path_params["number"]
    try:
        with visit.desk.opened(f"undo {number}", number, rehearse=True) as session:
            changes, name, undone = history.preview_undo(session, number, _MOST_CHANGES)
            rows = list(people.rows(changes, name))
            counts = [f"{_counted(table, count)} restored" for table, count in undone.restored.items()]
            counts += [f"{_counted(table, count)} removed" for table, count in undone.removed.items()]
    except TimelineError as error:
        return visit.page(_page(visit, problems=(error.plain,)), 409)
    return visit.page(_page(visit, undo=rows, undo_counts=counts))


def _page(
    visit: Visit,
    *,
    undo: list[ChangedRow] | None = None,
    undo_counts: Sequence[str] = (),
    problems: Sequence[str] = (),
) -> ChangesetPage:
    number = visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        changeset, changes = history.read_some(connection, str(number), _MOST_CHANGES)
        rows = list(people.rows(changes, history.names_at(connection, changes, number)))
    total = sum(changeset["touched"].values())
    return ChangesetPage(
        token=visit.token,
        notice=visit.notice(),
        changeset=_logged(changeset),
        rows=rows,
        left_out=max(0, total - len(changes)),
        undo=undo,
        undo_counts=undo_counts,
        problems=problems,
    )


def _counted(table: str, count: int) -> str:
    """Return a number of rows in words; a verdict is what the desk calls a decision."""
    return people.counted(table, count).replace("verdict", "decision")


def _logged(changeset: TouchedChangeset) -> LoggedChangeset:
    touched = [_counted(table, count) for table, count in changeset["touched"].items()]
    return LoggedChangeset(
        number=changeset["id"],
        at=people.local_time(changeset["at"]),
        actor=changeset["actor"],
        command=changeset["command"] or "",
        message=changeset["message"] or "",
        touched=touched,
        digest=changeset["digest"],
    )
