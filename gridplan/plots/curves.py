"""How many households are within any walk of a service, one small plot for each category."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.plots.style import SMALL_PT, TEXT_PT, Axes, Figure, add_head, new_figure
from gridplan.plots.subject import Subject
from gridplan.render.style import ACCENT, ACCENT_TINT, INK, MUTED

Floats = NDArray[np.float64]

COLUMNS = 4
PANEL_IN = (2.15, 1.45)
HEAD_IN, FOOT_IN, GAP_IN = 1.15, 0.75, (0.42, 0.62)
SIDE_IN = 0.55
STEPS = 241
# a point this high, or this far left, is labeled below
HIGH, NARROW = 0.78, 0.25


def curves_figure(subject: Subject) -> Figure:
    """Draw the cumulative curve of every judged category, those in greatest need first."""
    columns = subject.columns
    limits = subject.answers
    met = {answer.category: answer.share_met for answer in limits.categories}
    order = sorted(columns, key=lambda column: met[subject.coverage.ids[column]] or 0.0)
    n_rows = max(1, -(-len(order) // COLUMNS))
    width_in = 2 * SIDE_IN + COLUMNS * PANEL_IN[0] + (COLUMNS - 1) * GAP_IN[0]
    height_in = HEAD_IN + FOOT_IN + n_rows * PANEL_IN[1] + (n_rows - 1) * GAP_IN[1]
    figure = new_figure(width_in, height_in)
    add_head(figure, subject.say("coverage_curves"), subject.test, subject.say("curves_foot"))
    if not order:
        figure.text(0.5, 0.4, subject.say("nothing"), size=TEXT_PT, color=MUTED, ha="center")
        return figure
    reach = _reach(subject)
    curves = [_curve(subject, int(column), reach) for column in order]
    for place, column in enumerate(order):
        row, position = divmod(place, COLUMNS)
        left = SIDE_IN + position * (PANEL_IN[0] + GAP_IN[0])
        top = HEAD_IN + row * (PANEL_IN[1] + GAP_IN[1])
        box = (left / width_in, 1 - (top + PANEL_IN[1]) / height_in,
               PANEL_IN[0] / width_in, PANEL_IN[1] / height_in)  # fmt: skip
        is_last = place + COLUMNS >= len(order)
        _panel(subject, figure.add_axes(box), int(column), reach, curves, place, is_last)
    return figure


def _reach(subject: Subject) -> Floats:
    """Return the walks that are drawn, metres: twice the circle, as far as they were followed."""
    coverage = subject.coverage
    widest_m = 2 * coverage.limit_minutes * coverage.walk_m_per_min
    return np.linspace(0.0, min(widest_m, coverage.search_limit_m), STEPS)


def _curve(subject: Subject, column: int, reach: Floats) -> Floats:
    metres, households = subject.coverage.metres[:, column], subject.units.households
    order = np.argsort(metres, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(households[order])])
    shares: Floats = total[np.searchsorted(metres[order], reach, side="right")] / total[-1]
    return shares


def _panel(
    subject: Subject,
    axes: Axes,
    column: int,
    reach: Floats,
    curves: list[Floats],
    place: int,
    has_ticks: bool,
) -> None:
    from matplotlib.collections import LineCollection

    coverage = subject.coverage
    is_time = coverage.mode == "time"
    x = reach / coverage.walk_m_per_min if is_time else reach
    answer = subject.answers.categories[column]
    limit_m = answer.limit_m or 0.0
    limit = limit_m / coverage.walk_m_per_min if is_time else limit_m
    others = [np.column_stack([x, other]) for other in curves]
    axes.add_collection(LineCollection(others, colors="#DAD7CE", linewidths=0.6, zorder=1))
    own = curves[place]
    axes.fill_between(x, own, color=ACCENT_TINT, zorder=0, linewidth=0)
    axes.plot(x, own, color=ACCENT, linewidth=1.8, zorder=3)
    axes.axvline(limit, color=INK, linewidth=0.7, linestyle=(0, (3, 2)), zorder=2)
    share = answer.share_met or 0.0
    axes.plot([limit], [share], "o", color=ACCENT, markersize=4.5, zorder=4)
    # a curve only rises: what lies above it to the left, and below it to the right, is free
    is_below = share > HIGH or limit < x[-1] * NARROW
    axes.annotate(
        f"{share:.1%}", (limit, share), xytext=(6, -5) if is_below else (-6, 4),
        textcoords="offset points", size=TEXT_PT, color=INK, zorder=5,
        ha="left" if is_below else "right", va="top" if is_below else "bottom",
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.8},
    )  # fmt: skip
    axes.set_title(subject.short_name(coverage.ids[column]), loc="left", pad=5)
    n_services = coverage.categories[column].n_services
    axes.annotate(
        subject.say("n_services", n=f"{n_services:,}"), (0.98, 0.06), xycoords="axes fraction",
        ha="right", size=SMALL_PT, color=MUTED, zorder=5,
    )  # fmt: skip
    _scale(subject, axes, float(x[-1]), has_ticks)


def _scale(subject: Subject, axes: Axes, widest: float, has_ticks: bool) -> None:
    axes.set_xlim(0, widest)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    step = max(widest / 6, 1e-9)
    nice = next((n for n in (1, 2, 5, 10, 20, 50, 100, 250, 500, 1000) if n >= step * 0.99), 2500)
    axes.set_xticks(np.arange(0, widest + nice / 100, nice))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    if has_ticks:
        axes.set_xlabel(subject.say(f"axis_{subject.coverage.mode}"), size=SMALL_PT)
