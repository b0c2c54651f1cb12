"""Counts as a picture, SVG or PNG; the same counts give the same bytes. Needs the extra ``plot``."""

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
#: no more bars are drawn of what is no time, the largest first
_MOST_BARS = 40
#: how much time is left free on both sides, in years
_AROUND = 1.5


def draw(counted: Sequence[Count], by: str, kind: str, out: IO[bytes], title: str = "") -> list[str]:
    """Draw bars over time, or one beneath the other, and return what the picture does not show, in words.

    Raises RefusedError where there is nothing to draw, or nothing to draw it with.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise RefusedError("drawing needs the extra plot: pip install 'diplomatic-timeline[plot]'") from None
    dated = [count for count in counted if count.label != UNDATED]
    shown = [c for c in dated if len(c.label) == PERIODS[by]] if by in PERIODS else dated[:_MOST_BARS]
    if not shown:
        raise RefusedError("there is nothing to draw: nothing fits that has its place in such a picture")
    with matplotlib.rc_context({"svg.hashsalt": "timeline", "svg.fonttype": "none", "font.family": "sans-serif"}):
        height = 4.0 if by in PERIODS else 1.2 + 0.28 * len(shown)
        figure = Figure(figsize=(9, height), layout="constrained")
        axes = figure.add_subplot()
        (_over_time if by in PERIODS else _beneath)(axes, shown, by)
        axes.set_title(one_line(title).replace("$", r"\$"), loc="left", fontsize=11, color="#333333")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors="#333333", length=0)
        with warnings.catch_warnings(record=True) as lacking:
            warnings.simplefilter("always")
            figure.savefig(out, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else {"Software": None})
    told = _left_out(counted, shown, by)
    if kind == "png" and any("missing from font" in str(warning.message) for warning in lacking):
        told.append("some letters are not in the font and drawn as boxes; a picture in SVG keeps them")
    return told


def _over_time(axes: "Axes", shown: Sequence[Count], by: str) -> None:
    """Draw a bar for each period in its place, so that a year without entries is a gap; lighter what reaches on."""
    from matplotlib.ticker import MaxNLocator

    places = [_place(count.label) for count in shown]
    wide = 0.8 if by == "year" else 0.8 / 12
    sure = [count.entries - count.beyond for count in shown]
    axes.bar(places, sure, width=wide, color=_INK)
    if any(count.beyond for count in shown):
        beyond = [count.beyond for count in shown]
        axes.bar(places, beyond, bottom=sure, width=wide, color=_FAINT, label=f"reach beyond the {by}")
        axes.legend(frameon=False)
    axes.set_xlim(min(places) - _AROUND, max(places) + _AROUND)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
    axes.yaxis.set_major_formatter(lambda many, _: f"{many:,.0f}")
    axes.set_ylabel(f"entries per {by}")


def _place(label: str) -> float:
    """Return where a bar has its middle: that of a year at its figure, that of a month within the year after it."""
    return int(label[:4]) + (int(label[5:]) - 0.5) / 12 if len(label) > PERIODS["year"] else int(label)


def _beneath(axes: "Axes", shown: Sequence[Count], by: str) -> None:
    from matplotlib.ticker import MaxNLocator

    labels = [one_line(count.label).replace("$", r"\$")[:60] for count in shown]  # two $ would make a formula
    places = range(len(shown))
    axes.barh(places, [count.entries for count in shown], color=_INK)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.xaxis.set_major_formatter(lambda many, _: f"{many:,.0f}")
    axes.set_xlabel(f"entries by {by}")


def _left_out(counted: Sequence[Count], shown: Sequence[Count], by: str) -> list[str]:
    drawn = {count.label for count in shown}
    rest = [count for count in counted if count.label not in drawn]
    if by not in PERIODS:
        return [f"the {len(rest):,} smallest are not drawn"] if rest else []
    undated = sum(count.entries for count in rest if count.label == UNDATED)
    vague = sum(count.entries for count in rest) - undated
    told = ((vague, f"known to no one {by}"), (undated, "undated"))
    return [f"{many:,} {why} {'is' if many == 1 else 'are'} not drawn" for many, why in told if many]
