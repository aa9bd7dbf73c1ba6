"""What each site adds, drawn step by step on what is within reach now."""

from dataclasses import replace

import pytest

from gridplan.model.siting import Site
from gridplan.plots import siting_figure
from gridplan.text import LANGUAGES
from tests.render.walking import proposal

GAINS = (300, 120, 60)


def steps(**values):
    place = proposal().sites[0].candidate
    sites = tuple(Site(k + 1, place, gain, float(gain), gain) for k, gain in enumerate(GAINS))
    base = {"sites": sites, "households_before": 400, "households_after": 880}
    return replace(proposal(), **base | values)


def words(figure):
    axes = [text.get_text() for ax in figure.axes for text in ax.texts]
    return [*(text.get_text() for text in figure.texts), *axes]


def test_each_bar_stands_on_the_one_before():
    (axes,) = siting_figure(steps(), "pharmacy", "en").axes
    bars = sorted((patch for patch in axes.patches), key=lambda bar: bar.get_x())
    assert [bar.get_height() * 960 for bar in bars] == pytest.approx([400, *GAINS])
    tops = [bar.get_y() + bar.get_height() for bar in bars]
    assert [bar.get_y() for bar in bars[1:]] == pytest.approx(tops[:-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_gain_and_share_stand_at_every_bar(language):
    said = words(siting_figure(steps(), "药店", language))
    assert {"+300", "+120", "+60", "41.7%", "72.9%", "85.4%", "91.7%"} <= set(said)
    assert not [text for text in said if "{" in text]


@pytest.mark.parametrize(("reachable", "is_said"), [(960, True), (880, False)])
def test_what_all_places_could_reach_is_drawn_where_it_is_more(reachable, is_said):
    figure = siting_figure(steps(households_reachable=reachable), "pharmacy", "en")
    assert any("every candidate" in text for text in words(figure)) == is_said


def test_without_a_site_the_plot_says_so():
    figure = siting_figure(steps(sites=()), "pharmacy", "en")
    assert not figure.axes
    assert any("No site was needed" in text for text in words(figure))
