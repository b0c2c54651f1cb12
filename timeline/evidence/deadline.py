"""The moment at which a fetch has to end."""

import math
import time


class Deadline:
    """The moment at which the connections of a fetch end. Any thread can bring it forward."""

    def __init__(self, seconds: float) -> None:
        self.moment = time.monotonic() + seconds

    @property
    def has_come(self) -> bool:
        """Whether it is over."""
        return time.monotonic() >= self.moment

    def come(self) -> None:
        """End the connections when they next wait for data."""
        self.moment = -math.inf
