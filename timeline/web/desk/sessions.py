"""Let in whoever opens the address with the one-time key, and tell their requests from those of others.

The key is exchanged for a signed cookie. Every form has a token that belongs to this session and is used up when the
form has stored something, so that neither another site nor a form that is sent twice can write.
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer

from timeline.web.desk.pages import Notice

#: how long a session lasts without a request
SESSION_SECONDS = 12 * 3600
_KEY_BYTES = 24
#: forms of a session whose tokens are remembered, and values that are remembered for its next pages
_MOST_USED, _MOST_NOTICES = 10_000, 50


@dataclass
class Session:
    """The session of one browser."""

    id: str
    expires: float
    #: the topics and places of the last entry that was stored
    about: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    #: what pages say of what has been done, by a running number
    notices: dict[int, Notice] = field(default_factory=dict)
    #: tokens that have stored something
    used: dict[str, None] = field(default_factory=dict)

    def remember(self, notice: Notice) -> int:
        """Remember what the next page says, and return the number by which it finds it."""
        number = max(self.notices, default=0) + 1
        self.notices[number] = notice
        while len(self.notices) > _MOST_NOTICES:
            self.notices.pop(next(iter(self.notices)))
        return number


class Sessions:
    """The one-time key, and the sessions it was exchanged for. ``now`` gives the seconds of a clock that only rises."""

    def __init__(self, seconds: float = SESSION_SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._now = now
        self._secret = secrets.token_bytes(32)
        self._sessions: dict[str, Session] = {}
        self._mutex = threading.Lock()
        #: the key that the next browser needs
        self.key = secrets.token_urlsafe(_KEY_BYTES)

    def enter(self, key: str) -> Session | None:
        """Exchange the key for a session, and make a new key; None for another key."""
        with self._mutex:
            if not hmac.compare_digest(key.encode(), self.key.encode()):
                return None
            self.key = secrets.token_urlsafe(_KEY_BYTES)
            session = Session(secrets.token_urlsafe(16), self._now() + self.seconds)
            self._sessions = {one.id: one for one in (*self._living(), session)}
            return session

    def _living(self) -> list[Session]:
        return [one for one in self._sessions.values() if one.expires > self._now()]

    def cookie(self, session: Session) -> str:
        """Return the value of the cookie of a session."""
        return str(URLSafeSerializer(self._secret, "cookie").dumps(session.id))

    def of(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, which lasts on from now; None if it has ended or the cookie is not ours."""
        try:
            id_ = URLSafeSerializer(self._secret, "cookie").loads(cookie or "")
        except BadData:
            return None
        with self._mutex:
            session = self._sessions.get(id_)
            if session is None or session.expires <= self._now():
                return None
            session.expires = self._now() + self.seconds
            return session

    def token(self, session: Session) -> str:
        """Return a token for one form of a session."""
        return str(URLSafeSerializer(self._secret, "form").dumps([session.id, secrets.token_urlsafe(9)]))

    def is_valid(self, session: Session, token: str) -> bool:
        """Tell whether a token was made for a session, whether or not it is used up."""
        try:
            owner, _ = URLSafeSerializer(self._secret, "form").loads(token)
        except (BadData, TypeError, ValueError):
            return False
        return bool(owner == session.id)

    def use(self, session: Session, token: str) -> bool:
        """Use up a token; False if it is used up already."""
        with self._mutex:
            if token in session.used:
                return False
            session.used[token] = None
            while len(session.used) > _MOST_USED:
                session.used.pop(next(iter(session.used)))
            return True

    def give_back(self, session: Session, token: str) -> None:
        """Make a token valid again, because its form has stored nothing."""
        with self._mutex:
            session.used.pop(token, None)
