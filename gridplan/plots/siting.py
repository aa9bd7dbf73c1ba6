"""What each next site adds, in the order of building."""

from __future__ import annotations

from itertools import accumulate

from gridplan.model.siting import Siting
from gridplan.plots.style import (
    SMALL_PT,
    TEXT_PT,
    Axes,
    Figure,
    add_head,
    new_figure,
    plot_style,
)
from gridplan.render.style import ACCENT, INK, MUTED, RULE
from gridplan.text import Language, say

LEAST_WIDTH_IN, BAR_IN = 6.4, 0.62
HEAD_IN, FOOT_IN, LEFT_IN, RIGHT_IN = 1.05, 0.95, 0.75, 0.3
PLOT_IN = 2.8
MOST_NAMES = 24  # more labels would not be legible


def siting_figure(siting: Siting, category: str, language: Language) -> Figure:
    """Draw what is within reach now, and on top of it, step by step, what each site adds.

    Parameters
    ----------
    siting
        The proposal.
    category
        Name of the category in *language*.
    language
        Language of every word.
    """
    with plot_style():
        height_in = HEAD_IN + PLOT_IN + FOOT_IN
        names = min(len(siting.sites) + 1, MOST_NAMES)
        width_in = max(LEAST_WIDTH_IN, LEFT_IN + RIGHT_IN + BAR_IN * names)
        figure = new_figure(width_in, height_in)
        title = say(language, "siting.plot_title", category=category[:1].upper() + category[1:])
        add_head(figure, title, _subtitle(siting, language), say(language, "siting.plot_foot"))
        box = (
            LEFT_IN / width_in,
            FOOT_IN / height_in,
            1 - (LEFT_IN + RIGHT_IN) / width_in,
            PLOT_IN / height_in,
        )
        if siting.sites:
            _draw(figure.add_axes(box), siting, language)
        else:
            none = say(language, "siting.plot_none")
            figure.text(0.5, 0.4, none, size=TEXT_PT, color=MUTED, ha="center")
    return figure


def _subtitle(siting: Siting, language: Language) -> str:
    return say(
        language,
        f"siting.plot_{siting.mode}",
        minutes=f"{siting.reach_m / siting.walk_m_per_min:.3g}",
        metres=round(siting.reach_m),
        before=f"{siting.share(siting.households_before):.1%}",
        after=f"{siting.share(siting.households_after):.1%}",
    )


def _draw(axes: Axes, siting: Siting, language: Language) -> None:
    gains = [site.households_gained for site in siting.sites]
    before = siting.households_before
    levels = list(accumulate(gains, initial=before))
    share = [siting.share(level) for level in levels]
    axes.bar([0], share[:1], width=0.7, color=RULE)
    added = [siting.share(gain) for gain in gains]
    axes.bar(range(1, len(share)), added, bottom=share[:-1], width=0.7, color=ACCENT)
    for place, level in enumerate(share[:-1]):
        axes.plot([place + 0.35, place + 0.65], [level, level], color=MUTED, linewidth=0.7)
    _label(axes, share, gains)
    _limit(axes, siting, language)
    axes.set_xlim(-0.6, max(len(gains), 3) + 0.6)
    axes.set_ylim(0, 1.16)
    axes.spines["left"].set_bounds(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    step = max(1, len(gains) // MOST_NAMES + 1)
    ticks = range(0, len(gains) + 1, step)
    names = [say(language, "siting.plot_now"), *(str(tick) for tick in ticks[1:])]
    axes.set_xticks(list(ticks), names)
    axes.set_xlabel(say(language, "siting.plot_rank"), size=SMALL_PT)
    axes.set_ylabel(say(language, "siting.plot_share"), size=SMALL_PT)
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def _label(axes: Axes, share: list[float], gains: list[int]) -> None:
    """Write above each bar what the site adds, and above that the share reached."""
    if len(gains) > MOST_NAMES:
        return
    for place, level in enumerate(share):
        _write(axes, f"{level:.1%}", (place, level), 14 if place else 3, INK)
        if place:
            _write(axes, f"+{gains[place - 1]:,}", (place, level), 3, ACCENT)


def _write(axes: Axes, text: str, at: tuple[float, float], above_pt: float, color: str) -> None:
    """Write on a ground of its own, so that no line strikes the text through."""
    axes.annotate(
        text, at, (0, above_pt), textcoords="offset points", ha="center", size=SMALL_PT,
        color=color, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _limit(axes: Axes, siting: Siting, language: Language) -> None:
    """Draw what all places together could reach, where the sites leave a part of it."""
    most = siting.share(siting.households_reachable)
    if siting.households_reachable <= siting.households_after:
        return
    axes.axhline(most, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    text = say(language, "siting.plot_most", share=f"{most:.1%}")
    axes.annotate(
        text, (0, most), xycoords=axes.get_yaxis_transform(), xytext=(4, 3),
        textcoords="offset points", size=SMALL_PT, color=MUTED,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
