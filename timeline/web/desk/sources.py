"""Add a source by its address, from a file or from pasted text, retrieve one again, and show how that goes on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from starlette.responses import RedirectResponse, Response

from timeline.desk import sources as desk
from timeline.desk.arriving import take_in
from timeline.desk.sources import SourceInput
from timeline.errors import IncompleteError, NotFoundError, TimelineError
from timeline.web.desk import jobs
from timeline.web.desk.fields import problems_of
from timeline.web.desk.pages import FormField, JobsPage, SourceForm
from timeline.web.desk.visits import HEADERS, Visit, now
from timeline.web.lookup import entity

_FIELDS = {
    "title": ("Title", "The page’s own, if you leave this out; a pasted text needs one."),
    "published": ("Published on", "The page’s own day, if it has one."),
    "publisher": ("Publisher", ""),
    "author": ("Author", ""),
    "url": ("Address of the file or text", "Where it was published, if you have saved or copied it."),
    "charset": ("Charset", "Only if the page names none or a wrong one."),
    "lang": ("Language", "Such as en."),
    "note": ("Note", ""),
}
_ADDRESS, _FILE, _TEXT = "address", "file", "text"


def show(visit: Visit) -> Response:
    """Show the form of a new source."""
    return visit.page(_page(visit))


def _page(visit: Visit, problems: list[tuple[str | None, str]] | None = None) -> SourceForm:
    typed, wrong = visit.posted.beginning("f."), problems or []
    return SourceForm(
        token=visit.token,
        notice=visit.notice(),
        fields=[
            FormField(
                name=name, label=label, value=typed.get(name, ""), help=hint, look="line",
                problems=tuple(text for field, text in wrong if field == name),
            )
            for name, (label, hint) in _FIELDS.items()
        ],
        problems=[text for field, text in wrong if field not in _FIELDS],
        address=visit.posted.one("what"),
        text=visit.posted.one("text"),
    )  # fmt: skip


def add(visit: Visit) -> Response:
    """Begin to take in a new source."""
    fields = {name: text.strip() or None for name, text in visit.posted.beginning("f.").items()}
    typed: dict[str, Any] = {name: text for name, text in fields.items() if name in _FIELDS}
    what, text, file = visit.posted.one("what").strip(), visit.posted.one("text"), visit.posted.file
    path = None
    try:
        filled = [name for name, value in ((_ADDRESS, what), (_FILE, file), (_TEXT, text.strip())) if value]
        if len(filled) != 1:
            raise IncompleteError("give one of these: an address, a file, or a text")
        if text.strip():
            if not typed.get("title"):
                raise IncompleteError("a pasted text needs a title", field="title")
            path = jobs.kept(f"{typed['title']}.txt", text.replace("\r\n", "\n").encode())
        elif file is not None:
            path = jobs.kept(file.name, file.content)
        if path is None:
            typed["url"] = None
            if not SourceInput(what=what).address:
                raise IncompleteError("write an address with https:// or http:// in front", field="what")
        source = SourceInput(what=path or what, allow_private=visit.desk.allow_private, **typed)
        desk.check(source, now(), visit.desk.path)
    except TimelineError as error:
        if path is not None:
            jobs.discard(path)
        return visit.page(_page(visit, problems_of(error)), 422)
    name = typed.get("title") or (file.name if file is not None else what)
    _begin(visit, name, source, after=partial(jobs.discard, path) if path else lambda: None)
    return RedirectResponse("/sources/jobs", 303, headers=HEADERS)


def again(visit: Visit) -> Response:
    """Begin to retrieve a known source again."""
    number = visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        row = entity(connection, "source", str(number))
    if row["url"] is None:
        raise NotFoundError(f"source {number} has no address from which it could be retrieved")
    source = SourceInput(what=row["url"], to=str(number), allow_private=visit.desk.allow_private)
    _begin(visit, row["title"] or row["url"], source, after=lambda: None, read=False)
    return RedirectResponse("/sources/jobs", 303, headers=HEADERS)


def _begin(visit: Visit, name: str, source: SourceInput, *, after: Callable[[], object], read: bool = True) -> None:
    def opened() -> AbstractContextManager[Any]:
        return visit.desk.opened(f"add the source {name[:200]}", None)

    if not visit.desk.sessions.use(visit.session, visit.posted.one("token")):
        after()
        return
    path = visit.desk.path
    visit.desk.jobs.begin(name[:200], lambda step: take_in(path, source, now(), opened, step, read=read), after)


def show_jobs(visit: Visit) -> Response:
    """Show how the documents that are taken in go on."""
    listed = visit.desk.jobs.all()
    return visit.page(JobsPage(token=visit.token, jobs=listed, is_over=all(job.is_over for job in listed)))
