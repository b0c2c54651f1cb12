"""Parse dates and keep them as precise as their source: `PartialDate` is the value, `read_phrase` parses phrases.

`timeline.dates.partial` states the conventions for ranges of days, `timeline.dates.phrases` the rules for phrases.
"""

from timeline.dates.partial import PartialDate
from timeline.dates.phrases import Reading, read_phrase

__all__ = ["PartialDate", "Reading", "read_phrase"]
