"""Sources that an editor adds in the browser, and the jobs that take them in."""

import time

from tests.support.desk import Browser, form_of
from tests.support.viewer import Answer

ARTICLE = "“The bridge stays open,” said Anna Lind, the foreign minister, on Tuesday.\n"
BOUNDARY = "----a7f3"


def multipart(fields: dict[str, str], name: str | None = None, content: bytes = b"") -> bytes:
    """The body of a form with a file, as a browser sends it."""
    parts = [
        f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name or ""}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    parts.append(head.encode() + content)
    return (
        b"".join(b"--" + BOUNDARY.encode() + b"\r\n" + part + b"\r\n" for part in parts)
        + f"--{BOUNDARY}--\r\n".encode()
    )


def sent(
    editor: Browser, fields: dict[str, str], name: str | None = None, content: bytes = b"", **headers: str
) -> Answer:
    token = form_of(editor.get("/sources/add"), "source")[1]["token"]
    body = multipart({"token": token, **fields}, name, content)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = editor.ask("/sources/add", "POST", body, content_type=kind, **headers)
    return editor.get(answer.headers["location"]) if answer.status == 303 else answer


def finished(editor: Browser) -> Answer:
    """Wait until everything is taken in; return the page that says so."""
    for _ in range(600):
        page = editor.get("/sources/jobs")
        if 'data-over="yes"' in page.text:
            return page
        time.sleep(0.1)
    raise AssertionError("a job does not end")
