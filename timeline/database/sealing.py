"""Seal a file on request, and sign its head with an ssh key: ``timeline seal``.

A signature is that of ``ssh-keygen -Y sign`` in the namespace ``timeline``, over one line: ``timeline``, a space, the
number of the changeset, a hyphen and its whole digest (https://man.openbsd.org/ssh-keygen, "-Y sign").
"""

import os
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from timeline import files
from timeline.database import opening
from timeline.database.faults import Fault
from timeline.database.opening import File, Status
from timeline.database.planted import refuse_others
from timeline.database.turns import written
from timeline.errors import NotFoundError, RefusedError
from timeline.history import seals
from timeline.history.seals import Head

_NAMESPACE = "timeline"
_PROGRAM = "ssh-keygen"
_AGAIN = "ask whoever signed it for a signature of the present head, or compare the file with an earlier copy"


class Signed(NamedTuple):
    """A signature that holds: who made it, and the last changeset that it covers."""

    signer: str
    changeset: int


def seal(path: File, *, key: str | None = None) -> Head:
    """Seal what plain SQL has changed, and return the head; with ``key``, sign it with that ssh key.

    ``key`` is a file with a private key, or with a public key whose private one an agent holds.

    Raises:
        NotFoundError: there is no such key.
        RefusedError: nothing was ever written to the file, or ssh-keygen did not sign.
        DatabaseError: the file cannot be written to.

    """
    if key is not None:
        for file in (key, f"{key}.pub"):
            if kind := files.irregular(file):
                raise RefusedError(f"{file} is {kind}, not a key").at("sign")
        if not os.path.isfile(key):
            raise NotFoundError(f"there is no key “{key}”; ssh-keygen -t ed25519 makes one").at("sign")
    opening.open_to_read(path).close()
    with written(path, (Status.CURRENT,)) as connection:
        refuse_others(connection, path)
        seals.seal_outside(connection)
        head = seals.head(connection)
        if head is None:
            raise RefusedError(f"{path} has nothing to seal yet; begin with: timeline add")
    if key is not None:
        # Asking for a passphrase can take long, so nobody waits for this; a head stays what it is.
        signature = _sign(_message(head), key)
        with written(path, (Status.CURRENT,)) as connection:
            connection.execute(
                "INSERT INTO signatures (changeset_id, digest, signature) VALUES (?, ?, ?)",
                (head.changeset, head.digest, signature),
            )
    return head


def signatures(connection: sqlite3.Connection, signers: str) -> Iterator[Signed | Fault]:
    """Yield what each signature in a file is worth, by a file of allowed signers (ssh-keygen, "ALLOWED SIGNERS").

    Raises NotFoundError, at ``signers``, if there is no such file.
    """
    if kind := files.irregular(signers):
        raise RefusedError(f"{signers} is {kind}, not a file").at("signers")
    if not os.path.isfile(signers):
        raise NotFoundError(f"there is no file {signers}; it lists who may sign, one “name key” a line").at("signers")
    rows = connection.execute(
        "SELECT g.id, g.changeset_id, g.digest, g.signature, s.digest FROM signatures AS g"
        " LEFT JOIN seals AS s ON s.changeset_id = g.changeset_id ORDER BY g.id"
    ).fetchall()
    if not rows:
        yield Fault("signature", "nobody has signed this file", "sign it with: timeline seal --sign KEY")
    for number, changeset, digest, signature, sealed in rows:
        head = Head(int(changeset), str(digest))
        if digest != sealed:
            what = f"signature {number} is of the head {head}, which this file does not have"
            yield Fault("signature", what, _AGAIN)
            continue
        signer, reason = _verify(_message(head), str(signature), signers)
        if signer is None:
            what = f"signature {number} of the head {head} is not by anybody in {signers}: {reason}"
            yield Fault("signature", what, "add the signer to that file if you know the key to be theirs")
        else:
            yield Signed(signer, head.changeset)


def _message(head: Head) -> str:
    return f"timeline {head.changeset}-{head.digest}\n"


def _sign(message: str, key: str) -> str:
    result = _run(["sign", "-f", key, "-n", _NAMESPACE], message)
    if result.returncode or "BEGIN SSH SIGNATURE" not in result.stdout:
        raise RefusedError(f"sealed, but not signed: {_reason(result.stderr)}").at("sign")
    return result.stdout


def _verify(message: str, signature: str, signers: str) -> tuple[str | None, str]:
    """Return who made a signature; or None, and why it is worth nothing."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "signature")
        with open(file, "w", encoding="utf-8", errors="replace") as out:
            out.write(signature)
        listed = _run(["find-principals", "-s", file, "-f", signers])
        if listed.returncode:
            return None, "it is by another key, or damaged"
        reason = ""
        for signer in listed.stdout.splitlines():
            verified = _run(["verify", "-f", signers, "-I", signer, "-n", _NAMESPACE, "-s", file], message)
            if verified.returncode == 0:
                return signer, ""
            reason = _reason(verified.stdout + verified.stderr)
    return None, reason or "it is damaged"


def _run(arguments: list[str], message: str = "") -> "subprocess.CompletedProcess[str]":
    """Run ssh-keygen, which may ask for a passphrase on the terminal. Raises RefusedError if it is not installed."""
    try:
        return subprocess.run(  # noqa: S603 — no shell, and a program that the user has installed
            [_PROGRAM, "-Y", *arguments], input=message, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise RefusedError(f"signatures need {_PROGRAM}, of OpenSSH 8.2 or newer: {error.strerror}") from error


def _reason(text: str) -> str:
    """Return what ssh-keygen says last, without a prompt for a passphrase that stands before it on the line."""
    lines = text.strip().splitlines()
    return re.sub(r"^Enter passphrase[^:]*: ", "", lines[-1]) if lines else "ssh-keygen gives no reason"
