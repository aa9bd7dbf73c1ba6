"""What each next site adds, in the order of building."""

from __future__ import annotations

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
from gridplan.render.style import ACCENT, ACCENT_TINT, INK, MUTED
from gridplan.text import Language, say

WIDTH_IN = 6.4
HEAD_IN, FOOT_IN, SIDE_IN = 1.05, 0.95, 0.75
PLOT_IN = 2.6
MOST_NAMES = 24  # more labels would not be legible


def siting_figure(siting: Siting, category: str, language: Language) -> Figure:
    """Draw the marginal gain of every site as a bar, and the share reached as a line of steps.

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
        figure = new_figure(WIDTH_IN, height_in)
        title = say(language, "siting.plot_title", category=category)
        add_head(figure, title, _subtitle(siting, language), say(language, "siting.plot_foot"))
        box = (
            SIDE_IN / WIDTH_IN,
            FOOT_IN / height_in,
            1 - 2 * SIDE_IN / WIDTH_IN,
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
    places = range(1, len(gains) + 1)
    axes.bar(places, gains, width=0.7, color=ACCENT_TINT, edgecolor=ACCENT, linewidth=0.8)
    top = max([*gains, 1])
    for place, gain in zip(places, gains, strict=True):
        if len(gains) <= MOST_NAMES:
            axes.annotate(f"{gain:,}", (place, gain), xytext=(0, 2), textcoords="offset points",
                          ha="center", size=SMALL_PT, color=INK)  # fmt: skip
    axes.set_xlim(-0.3, max(len(gains), 3) + 0.7)
    axes.set_ylim(0, top * 1.18)
    axes.set_xticks(list(places)[:: max(1, len(gains) // MOST_NAMES + 1)])
    axes.set_xlabel(say(language, "siting.plot_rank"), size=SMALL_PT)
    axes.set_ylabel(say(language, "siting.plot_gain"), size=SMALL_PT)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    _shares(axes.twinx(), siting, language)


def _shares(axes: Axes, siting: Siting, language: Language) -> None:
    reached, shares = siting.households_before, [siting.share(siting.households_before)]
    for site in siting.sites:
        reached += site.households_gained
        shares.append(siting.share(reached))
    axes.plot(range(len(shares)), shares, color=INK, linewidth=1.2, marker="o", markersize=3)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.set_ylabel(say(language, "siting.plot_share"), size=SMALL_PT)
    axes.spines["right"].set_visible(True)
