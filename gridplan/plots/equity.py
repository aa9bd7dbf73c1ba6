"""How evenly the categories in reach are shared out among households."""

from __future__ import annotations

import numpy as np

from gridplan.plots.style import SMALL_PT, TEXT_PT, Axes, Figure, add_head, new_figure
from gridplan.plots.subject import Subject
from gridplan.render.style import ACCENT, ACCENT_TINT, INK, MUTED

WIDTH_IN, HEIGHT_IN = 10.4, 5.3
BARS = (0.065, 0.17, 0.42, 0.56)
CURVE = (0.605, 0.17, 0.33, 0.56)
POOREST = 0.2


def equity_figure(subject: Subject) -> Figure:
    """Draw households by the number of categories in reach, and the Lorenz curve of it."""
    figure = new_figure(WIDTH_IN, HEIGHT_IN)
    answers = subject.answers
    add_head(figure, subject.say("coverage_equity"), subject.test, subject.say("equity_foot"))
    if not len(answers.lorenz):
        figure.text(0.5, 0.4, subject.say("nothing"), size=TEXT_PT, color=MUTED, ha="center")
        return figure
    _bars(subject, figure.add_axes(BARS))
    _lorenz(subject, figure.add_axes(CURVE))
    return figure


def _bars(subject: Subject, axes: Axes) -> None:
    n_judged = len(subject.answers.judged)
    households = np.bincount(
        subject.answers.n_met, weights=subject.units.households, minlength=n_judged + 1
    )
    shares = households / households.sum()
    colors = [ACCENT if n == n_judged else "#9DBBCB" for n in range(n_judged + 1)]
    axes.bar(np.arange(n_judged + 1), shares, width=0.82, color=colors)
    for n, share in enumerate(shares):
        if share >= 0.005:
            axes.annotate(
                f"{share:.0%}", (n, share), xytext=(0, 3), textcoords="offset points",
                ha="center", size=SMALL_PT, color=INK,
            )  # fmt: skip
    axes.set_xlim(-0.6, n_judged + 0.6)
    axes.set_ylim(0, float(shares.max()) * 1.14)
    step = max(1, n_judged // 12)
    axes.set_xticks(np.arange(0, n_judged + 1, step))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title(subject.say("bars_title"), loc="left", pad=10)
    axes.set_xlabel(subject.say("bars_axis", n=n_judged))


def _lorenz(subject: Subject, axes: Axes) -> None:
    x, y = subject.answers.lorenz.T
    axes.plot([0, 1], [0, 1], color="#8A9299", linewidth=0.9, linestyle=(0, (3, 2)))
    axes.fill_between(x, y, x, color=ACCENT_TINT, linewidth=0)
    axes.plot(x, y, color=ACCENT, linewidth=2)
    held = float(np.interp(POOREST, x, y))
    axes.plot([POOREST, POOREST, 0], [0, held, held], color=INK, linewidth=0.7)
    axes.plot([POOREST], [held], "o", color=ACCENT, markersize=5)
    axes.annotate(
        subject.say("poorest", share=f"{POOREST:.0%}", held=f"{held:.0%}"),
        (0.03, 0.97), xycoords="axes fraction", size=TEXT_PT, va="top", linespacing=1.5,
        bbox={"facecolor": "white", "linewidth": 0, "pad": 2.0},
    )  # fmt: skip
    axes.annotate(
        subject.say("gini", gini=f"{subject.answers.gini or 0.0:.2f}"),
        (0.97, 0.04), xycoords="axes fraction", ha="right", size=TEXT_PT, color=MUTED,
        bbox={"facecolor": "white", "linewidth": 0, "pad": 2.0},
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    ticks, names = [0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "20%", "40%", "60%", "80%", "100%"]
    axes.set_xticks(ticks, names)
    axes.set_yticks(ticks, names)
    axes.grid()
    axes.set_axisbelow(True)
    axes.set_title(subject.say("lorenz_title"), loc="left", pad=10)
    axes.set_xlabel(subject.say("lorenz_x"))
    axes.set_ylabel(subject.say("lorenz_y"))
