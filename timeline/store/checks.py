"""Store checks: that a person looked at an entry and its sources, and found it right or doubts it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from timeline.store.limits import optional

_ADD = """INSERT INTO checks (entry_id, checked_by, checked_at, doubt, seen, changeset_id)
  SELECT n.entry_id, c.actor, c.at, :doubt, n.seen, c.id FROM seen AS n, changesets AS c
  WHERE n.entry_id = :entry AND c.id = :changeset"""
#: the lead speaker comes first in a list of speakers, and the others in the order of their uids
_CARRY = """UPDATE checks SET seen = json_set(seen, '$.speakers', json((SELECT json_group_array(uid) FROM (
    SELECT iif(value = :old, :new, value) AS uid, min(key > 0) AS joined FROM json_each(seen, '$.speakers')
    GROUP BY uid ORDER BY joined, uid))))
  WHERE EXISTS (SELECT 1 FROM json_each(seen, '$.speakers') WHERE value = :old)"""


def add_check(session: Session, entry: int, doubt: str | None = None) -> None:
    """Record that the author of the changeset has checked an entry as it is now, or why they doubt it.

    The entry must exist. Raises RefusedError if the doubt is empty.
    """
    doubt = optional("the doubt", doubt, "doubt")
    session.flush()
    session.execute(text(_ADD), {"entry": entry, "doubt": doubt, "changeset": session.info["changeset"]})


def carry_checks(session: Session, old: str, new: str) -> None:
    """Change what was seen when one speaker, by uid, is merged into another, so that each check holds as before."""
    session.execute(text(_CARRY), {"old": old, "new": new})
