"""Add a source by its address, from a file or from pasted text, retrieve one again, and show how that goes on."""

import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from sqlite3 import Connection
from typing import IO, Any

from starlette.responses import RedirectResponse, Response

from timeline.desk import articles
from timeline.desk.arriving import Arrived, Step, take_in
from timeline.desk.sources import SourceInput
from timeline.errors import IncompleteError, NotFoundError, TimelineError
from timeline.web.desk.fields import problems_of
from timeline.web.desk.pages import FormField, JobsPage, SourceForm
from timeline.web.desk.posted import PostedFile
from timeline.web.desk.visits import HEADERS, Visit, now
from timeline.web.lookup import entity
from timeline.words.numbers import row_number
from timeline.words.printable import plain_lines

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
#: fields of the form that another one can be filled with
_TYPED = ("what", "text")
_LONGEST_NAME, _LONGEST_TITLE = 120, 200


def show(visit: Visit) -> Response:
    """Show the form of a new source, empty or as somebody sent it before."""
    job = visit.desk.jobs.one(row_number(visit.request.query_params.get("job", "")) or 0)
    return visit.page(_page(visit, job.typed if job else {}))


def _page(visit: Visit, sent: Mapping[str, str], problems: list[tuple[str | None, str]] | None = None) -> SourceForm:
    wrong = problems or []
    return SourceForm(
        token=visit.token,
        notice=visit.notice(),
        fields=[
            FormField(
                name=name, label=label, value=sent.get(f"f.{name}", ""), help=hint, look="line",
                problems=tuple(text for field, text in wrong if field == name),
            )
            for name, (label, hint) in _FIELDS.items()
        ],
        problems=[text for field, text in wrong if field not in _FIELDS],
        address=sent.get("what", ""),
        text=sent.get("text", ""),
    )  # fmt: skip


def add(visit: Visit) -> Response:
    """Begin to take in a new source."""
    sent, file = visit.posted.beginning(""), visit.posted.file
    fields = {name: sent.get(f"f.{name}", "").strip() or None for name in _FIELDS}
    what, text = sent.get("what", "").strip(), plain_lines(sent.get("text", ""))
    try:
        source = _typed(what, text, file, fields)
        articles.check(source, now())
    except TimelineError as error:
        return visit.page(_page(visit, sent, problems_of(error)), 422)
    name = source.title or source.what
    _begin(visit, name, source, f"add the source {name[:_LONGEST_TITLE]}")
    return RedirectResponse("/sources/jobs", 303, headers=HEADERS)


def _typed(what: str, text: str, file: PostedFile | None, fields: Mapping[str, Any]) -> SourceInput:
    """Return the source that a form describes. Raises IncompleteError if it is none, or more than one."""
    filled = [name for name, value in ((_ADDRESS, what), (_FILE, file), (_TEXT, text.strip())) if value]
    if len(filled) != 1:
        raise IncompleteError("give one of these: an address, a file, or a text")
    if file is not None:
        return SourceInput(what=_name_of(file), content=file.content, **fields)
    if text.strip():
        if fields["title"] is None:
            raise IncompleteError("a pasted text needs a title", field="title")
        # A browser sends a text in UTF-8, whatever the charset of the page from which it was copied.
        return SourceInput(what=fields["title"], content=text.encode(), **{**fields, "charset": None})
    source = SourceInput(what=what, **{**fields, "url": None})
    if source.address is None:
        raise IncompleteError("write an address with https:// or http:// in front", field="what")
    return source


def _name_of(file: PostedFile) -> str:
    """Return the last part of the name that a browser gave a file, without characters that nobody sees."""
    last = "".join(one for one in re.split(r"[/\\]", file.name)[-1] if one.isprintable())
    return last.strip()[-_LONGEST_NAME:] or "document"


def again(visit: Visit) -> Response:
    """Begin to retrieve a known source again."""
    number = visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        row = entity(connection, "source", str(number))
    if row["url"] is None:
        raise NotFoundError(f"source {number} has no address from which it could be retrieved")
    source = SourceInput(what=row["url"], to=str(number))
    _begin(visit, row["title"] or row["url"], source, f"retrieve source {number} again", read=False)
    return RedirectResponse("/sources/jobs", 303, headers=HEADERS)


def _begin(visit: Visit, name: str, source: SourceInput, command: str, *, read: bool = True) -> None:
    """Begin a job; the bytes of a file or text wait on the disk, in a file without a name."""
    if not visit.desk.sessions.use(visit.session, visit.posted.one("token")):
        return
    path, name = visit.desk.path, name[:_LONGEST_TITLE]
    kept: IO[bytes] | None = None
    if source.content is not None:
        kept = tempfile.TemporaryFile()  # noqa: SIM115 — the job closes it
        kept.write(source.content)
    waiting = replace(source, content=None, allow_private=visit.desk.allow_private)

    def opened() -> AbstractContextManager[Any]:
        return visit.desk.opened(command, None)

    def work(step: Step) -> Arrived:
        if kept is None:
            return take_in(path, waiting, now(), opened, step, read=read)
        with kept:
            kept.seek(0)
            return take_in(path, replace(waiting, content=kept.read()), now(), opened, step, read=read)

    typed = {name: text for name, text in visit.posted.beginning("").items() if name in _TYPED or name.startswith("f.")}
    visit.desk.jobs.begin(name, work, typed, source.to)


def change_jobs(visit: Visit) -> Response:
    """Stop a job."""
    visit.desk.jobs.stop(visit.posted.number("job") or 0)
    return RedirectResponse("/sources/jobs", 303, headers=HEADERS)


def show_jobs(visit: Visit) -> Response:
    """Show how the documents that are taken in go on."""
    listed = visit.desk.jobs.all()
    is_over = all(job.is_over for job in listed)
    left = {job.source for job in listed if job.source and job.is_over and not job.arrived}
    fates: dict[str, str] = {}
    if left:
        with visit.desk.reading() as connection:
            fates = _fates(connection, left)
    return visit.page(JobsPage(token=visit.token, jobs=listed, is_over=is_over, fates=fates))


def _fates(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Return what has become of sources that are missing, by number."""
    fates = {}
    for number in numbers:
        try:
            entity(connection, "source", number)
        except NotFoundError as error:
            fates[number] = error.plain
    return fates
