"""Draw counts as an SVG or PNG picture; equal counts give equal bytes. Needs the extra ``plot``."""

import warnings
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from timeline.errors import RefusedError
from timeline.reading.counts import PERIODS, UNDATED, Count
from timeline.render.safe import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = ("svg", "png")
_INK, _FAINT = "#1f3a5f", "#8a9bb0"
#: how many bars are drawn, the largest first, unless they are years or months
_MOST_BARS = 40
#: the space left free on both sides of the time axis
_MARGIN_YEARS = 1.5


def draw(counted: Sequence[Count], by: str, kind: str, out: IO[bytes], title: str = "") -> list[str]:
    """Draw bars along a time axis, or one below the other, and return notes on what the picture leaves out.

    Raises RefusedError if there is nothing to draw, or matplotlib is missing.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise RefusedError("drawing needs the extra plot: pip install 'diplomatic-timeline[plot]'") from None
    dated = [count for count in counted if count.label != UNDATED]
    shown = [c for c in dated if len(c.label) == PERIODS[by]] if by in PERIODS else dated[:_MOST_BARS]
    if not shown:
        raise RefusedError("no picture was drawn: it could show none of the matching entries; use other filters")
    with matplotlib.rc_context({"svg.hashsalt": "timeline", "svg.fonttype": "none", "font.family": "sans-serif"}):
        height = 4.0 if by in PERIODS else 1.2 + 0.28 * len(shown)
        figure = Figure(figsize=(9, height), layout="constrained")
        axes = figure.add_subplot()
        (_draw_periods if by in PERIODS else _draw_labels)(axes, shown, by)
        axes.set_title(one_line(title).replace("$", r"\$"), loc="left", fontsize=11, color="#333333")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors="#333333", length=0)
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always")
            figure.savefig(out, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else {"Software": None})
    notes = _left_out(counted, shown, by)
    if kind == "png" and any("missing from font" in str(warning.message) for warning in raised):
        notes.append("the font lacks some letters, which are drawn as boxes; an SVG picture keeps them")
    return notes


def _draw_periods(axes: "Axes", shown: Sequence[Count], by: str) -> None:
    """Draw a bar for each period on a time axis; the entries that reach beyond it are lighter."""
    from matplotlib.ticker import MaxNLocator

    places = [_place(count.label) for count in shown]
    wide = 0.8 if by == "year" else 0.8 / 12
    sure = [count.entries - count.beyond for count in shown]
    axes.bar(places, sure, width=wide, color=_INK)
    if any(count.beyond for count in shown):
        beyond = [count.beyond for count in shown]
        axes.bar(places, beyond, bottom=sure, width=wide, color=_FAINT, label=f"reach beyond the {by}")
        axes.legend(frameon=False)
    axes.set_xlim(min(places) - _MARGIN_YEARS, max(places) + _MARGIN_YEARS)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
    axes.yaxis.set_major_formatter(lambda many, _: f"{many:,.0f}")
    axes.set_ylabel(f"entries per {by}")


def _place(label: str) -> float:
    """Return the middle of a bar on the axis: the number of a year, or a month's place in the year after that."""
    return int(label[:4]) + (int(label[5:]) - 0.5) / 12 if len(label) > PERIODS["year"] else int(label)


def _draw_labels(axes: "Axes", shown: Sequence[Count], by: str) -> None:
    from matplotlib.ticker import MaxNLocator

    # matplotlib reads text between two $ as a formula
    labels = [one_line(count.label).replace("$", r"\$")[:60] for count in shown]
    places = range(len(shown))
    axes.barh(places, [count.entries for count in shown], color=_INK)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.xaxis.set_major_formatter(lambda many, _: f"{many:,.0f}")
    axes.set_xlabel(f"entries by {by}")


def _left_out(counted: Sequence[Count], shown: Sequence[Count], by: str) -> list[str]:
    labels_drawn = {count.label for count in shown}
    rest = [count for count in counted if count.label not in labels_drawn]
    if by not in PERIODS:
        return [f"the {len(rest):,} smallest are not drawn"] if rest else []
    undated = sum(count.entries for count in rest if count.label == UNDATED)
    vague = sum(count.entries for count in rest) - undated
    left_out = ((vague, f"not dated to a single {by}"), (undated, "undated"))
    return [f"{many:,} {why} {'is' if many == 1 else 'are'} not drawn" for many, why in left_out if many]
