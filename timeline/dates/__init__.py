"""Dates as precise as their source: `PartialDate` is the value, `read_date` takes what people type.

The conventions for ranges of days are stated in `timeline.dates.partial`.
"""

from timeline.dates.partial import PartialDate
from timeline.dates.phrases import read_date

__all__ = ["PartialDate", "read_date"]
