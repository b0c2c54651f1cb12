"""Parse dates and keep them as precise as their source: `PartialDate` is the value, `read_phrase` parses phrases.

`timeline.dates.partial` states the conventions for ranges of days, `timeline.dates.phrases` the rules for phrases.
"""

from timeline.dates.partial import PartialDate
from timeline.dates.phrases import Reading, read_phrase
from timeline.dates.typed import is_open_end

__all__ = ["PartialDate", "Reading", "is_open_end", "read_phrase"]
