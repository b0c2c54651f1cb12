"""``timeline seal --sign`` and ``timeline db check --signers``, with keys of ``ssh-keygen``."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import Run, refused

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="the program ssh-keygen is not installed")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Return a folder with the keys of Anna and Boris, and a file that lists Anna."""
    for name in ("anna", "boris"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@example.org", "-f", tmp_path / name],
            check=True,
        )
    public = (tmp_path / "anna.pub").read_text(encoding="utf-8")
    (tmp_path / "signers").write_text(f"anna@example.org {public}", encoding="utf-8")
    return tmp_path


def test_a_signature_vouches_for_everything_up_to_a_changeset(run: Run, example: Path, keys: Path) -> None:
    assert "nobody has signed" in run("db", "check", "--signers", keys / "signers", code=1).stdout
    signed = run("seal", "--sign", keys / "anna")
    assert signed.stdout == run("seal").stdout
    run("add", "Later", "--date", "2014")
    result = run("db", "check", "--signers", keys / "signers")
    assert "anna@example.org has signed everything up to changeset 1" in result.stderr


def test_others_can_check_a_signature_without_timeline(run: Run, example: Path, keys: Path) -> None:
    run("seal", "--sign", keys / "anna")
    with closing(sqlite3.connect(example)) as connection:
        line, signature = connection.execute(
            "SELECT printf('timeline %d-%s', changeset_id, digest), signature FROM signatures"
        ).fetchone()
    (keys / "signature").write_text(signature, encoding="utf-8")
    verify = ["ssh-keygen", "-Y", "verify", "-f", str(keys / "signers"), "-I", "anna@example.org", "-n", "timeline"]
    subprocess.run(
        [*verify, "-s", str(keys / "signature")], input=f"{line}\n".encode(), check=True, capture_output=True
    )


def test_a_signature_by_another_key_or_of_another_head_is_a_fault(run: Run, example: Path, keys: Path) -> None:
    run("seal", "--sign", keys / "boris")
    result = run("db", "check", "--signers", keys / "signers", code=1).stdout
    assert "is not by anybody in" in result
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        signature = "SELECT 1, printf('%064d', 7), signature FROM signatures"
        connection.execute(f"INSERT INTO signatures (changeset_id, digest, signature) {signature}")
        connection.execute(
            "INSERT INTO signatures (changeset_id, digest, signature) SELECT changeset_id, digest, 'x' FROM seals"
        )
    result = run("db", "check", "--signers", keys / "signers", code=1).stdout
    assert "which this file does not have" in result
    assert "signature 3 of the head" in result


def test_a_signature_of_another_line_does_not_hold(run: Run, example: Path, keys: Path) -> None:
    run("seal", "--sign", keys / "anna")
    run("add", "Later", "--date", "2014")
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO signatures (changeset_id, digest, signature) SELECT s.changeset_id, s.digest, g.signature"
            " FROM seals AS s, signatures AS g WHERE s.changeset_id = 2"
        )
    result = run("db", "check", "--signers", keys / "signers", code=1)
    assert "signature 2 of the head 2-" in result.stdout
    assert "up to changeset 1" in result.stderr


def test_keys_and_files_that_cannot_be_used(
    run: Run, example: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "there is no key" in refused(run, "seal", "--sign", keys / "nobody", code=3, field="--sign")
    assert "there is no file" in refused(run, "db", "check", "--signers", keys / "none", code=3, field="--signers")
    (keys / "text").write_text("not a key", encoding="utf-8")
    assert "not signed" in refused(run, "seal", "--sign", keys / "text", field="--sign")
    monkeypatch.setenv("PATH", "/nowhere")
    assert "OpenSSH" in refused(run, "seal", "--sign", keys / "anna")
