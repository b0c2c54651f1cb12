"""Files with the current schema: their rows, and how tests copy and open them."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

from sqlalchemy.orm import Session

#: one row of every table of facts, and a few more that refer to one another
STORY = """
INSERT INTO speakers (id, name, kind, country) VALUES
  (1, 'Sergey Lavrov', 'person', 'RU'), (2, 'Dmitry Peskov', 'person', 'RU'), (3, 'Kremlin', 'organization', 'RU');
INSERT INTO speaker_names (speaker_id, name, lang) VALUES (1, 'Сергей Лавров', 'ru'), (1, 'Lavrov', 'en');
INSERT INTO offices (id, speaker_id, title, organization, date) VALUES
  (1, 1, 'foreign minister', 'Russia', '2004-03-09/..'), (2, 1, 'ambassador', NULL, '1994/2004-03-08');
INSERT INTO topics (id, name) VALUES (1, 'Crimea'), (2, 'negotiations');
INSERT INTO places (id, name, country, parent_id) VALUES (1, 'Ukraine', 'UA', NULL), (2, 'Crimea', 'UA', 1);
INSERT INTO sources (id, title, published) VALUES (1, 'An article', '2025-02-27'), (2, 'Another', NULL);
INSERT INTO snapshots (id, source_id, retrieved_at, content, text, text_sha256) VALUES
  (1, 1, '2025-02-28T10:00:00Z', x'00ff', 'Some text', 'abc'),
  (2, 2, '2025-02-28T10:00:00Z', NULL, 'Other text', 'def');
INSERT INTO events (id, date, title) VALUES (1, '2014', 'Russia annexes Crimea');
INSERT INTO statements (id, date, speaker, text) VALUES
  (2, '2025-02-26', 'Lavrov', 'Nobody will give it back.'),
  (3, '2025-02', 'Dmitry Peskov', 'That is not up for talks.');
INSERT INTO participants (entry_id, speaker_id, role) VALUES (1, 3, 'announcer');
INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 1), (2, 1);
INSERT INTO entry_places (entry_id, place_id) VALUES (1, 2);
INSERT INTO citations (id, entry_id, source_id, via_id, snapshot_id, exact, start, end) VALUES
  (1, 2, 1, NULL, 1, 'text', 5, 9), (2, 3, 2, 1, NULL, NULL, NULL, NULL);
INSERT INTO checks (id, entry_id, checked_by, checked_at, doubt, seen) VALUES
  (1, 2, 'Ana', '2025-03-01T10:00:00Z', NULL, '{}'), (2, 3, 'Ana', '2025-03-01T10:00:00Z', 'who?', '{}');
INSERT INTO links (id, from_id, to_id, relation) VALUES (1, 2, 1, 'about'), (2, 3, 2, 'reaffirms');
INSERT INTO proposals (id, snapshot_id, kind, text, spans, confidence) VALUES
  (1, 1, 'event', 'Some', '[[0,4]]', 'low'), (2, 2, 'event', 'Other', '[[0,5]]', 'high');
INSERT INTO readings (id, input, name, reader, outcome, snapshot_id, proposals) VALUES
  (1, 'x', 'a.txt', 'r', 'stored', 1, 1), (2, 'y', 'b.txt', 'r', 'nothing', NULL, 0);
INSERT INTO kept_triggers (id, name, sql) VALUES (1, 'mine', 'CREATE TRIGGER mine …');
INSERT INTO verdicts (id, proposal_id, decision, note) VALUES (1, 1, 'rejected', 'nothing happened');
"""

#: a function that opens a changeset on the file of a test
OpenChangeset = Callable[[], AbstractContextManager[Session]]
Connect = Callable[..., sqlite3.Connection]


def copied(source: Path, target: Path) -> Path:
    shutil.copyfile(source, target)
    return target


def without_triggers(path: Path) -> Path:
    """Remove the triggers from a file that a test only reads: they take most of the time to open it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("BEGIN")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    return path
