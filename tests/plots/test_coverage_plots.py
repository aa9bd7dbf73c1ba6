"""Plots: made of paths, the same every time, in a font that comes along."""

import re

import numpy as np
import pytest

from gridplan.coverage import answer_coverage, measure_walks, walk_surface
from gridplan.params import CoverageParams, Params
from gridplan.plots import coverage_figures, save_figures
from gridplan.plots.style import FALLBACK, font_name
from gridplan.policy import shipped_catalog
from gridplan.text import catalog
from tests.coverage.worlds import services, street

SHOPS = {"pharmacy": [(20, 0)], "supermarket": [(1100, 0)]}


def figures_of(shops, language, **params):
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**shops))
    coverage, model = measure_walks(area, units, Params(coverage=CoverageParams(**params)))
    answers = answer_coverage(area, units, coverage)
    columns = np.flatnonzero([name in answers.judged for name in coverage.ids])
    surface = None
    if len(columns):
        surface = walk_surface(area, units, model, columns, limit_m=1500.0, max_pixels=400)
    return coverage_figures(area, units, coverage, answers, language, surface=surface)


def words(figure):
    texts = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        texts += [axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel()]
        texts += [text.get_text() for text in axes.texts]
    return " ".join(texts)


@pytest.mark.parametrize(("language", "mode"), [("zh", "time"), ("en", "radius")])
def test_every_plot_is_written_as_png_and_svg(tmp_path, language, mode):
    paths = save_figures(figures_of(SHOPS, language, mode=mode), tmp_path)
    assert [path.name for path in paths] == [
        "coverage_curves.png", "coverage_curves.svg", "coverage_equity.png", "coverage_equity.svg",
        "coverage_map.png", "coverage_map.svg",
    ]  # fmt: skip
    for path in paths:
        assert path.stat().st_size > 3000
    drawing = (tmp_path / "coverage_curves.svg").read_text(encoding="utf-8")
    assert "<text" not in drawing  # letters are outlines: no font is asked for
    assert "font-family" not in drawing


def test_the_same_plot_is_the_same_file(tmp_path):
    figures = [figures_of(SHOPS, "zh")["coverage_equity"] for _ in range(2)]
    first, second = (
        [path.read_bytes() for path in save_figures({"equity": figure}, tmp_path)]
        for figure in figures
    )
    assert first == second


def test_the_share_that_is_served_stands_in_the_plot():
    figure = figures_of(SHOPS, "en")["coverage_curves"]
    assert {"60.0%", "100.0%"} <= set(re.findall(r"\d+\.\d%", words(figure)))
    first, second = figure.axes
    assert (first.get_title("left"), second.get_title("left")) == ("supermarket", "pharmacy")


def test_the_curve_is_the_share_of_households_within_each_walk():
    """The supermarket is 1,100, 1,020, 980 and 940 m from 10, 30, 40 and 20 households."""
    figure = figures_of(SHOPS, "en")["coverage_curves"]
    own = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    minutes, shares = own.get_data()
    np.testing.assert_allclose(np.interp([14, 14.5, 15, 16, 17], minutes, shares),
                               [0, 0.2, 0.6, 0.9, 1.0], atol=1e-9)  # fmt: skip


@pytest.mark.parametrize(("mode", "word"), [("time", "时间"), ("radius", "服务半径")])
def test_every_plot_names_its_test(mode, word):
    for figure in figures_of(SHOPS, "zh", mode=mode).values():
        assert f"判定方式：{word}" in words(figure)


def test_with_nothing_to_judge_the_plots_say_so():
    figures = figures_of({"bench": [(0, 0)]}, "zh")
    assert set(figures) == {"coverage_curves", "coverage_equity"}
    for figure in figures.values():
        assert "没有可判定的设施类别" in words(figure)


def test_the_users_settings_of_matplotlib_stay_as_they_were():
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 3.0}):
        figures_of(SHOPS, "en")
        assert mpl.rcParams["font.size"] == 3.0


def test_the_font_has_every_sign_that_we_write():
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    known = set()
    for family in (font_name(), FALLBACK):
        path = font_manager.findfont(family, fallback_to_default=False)
        known |= set(FT2Font(path).get_charmap())
    texts = [text for key, text in catalog("zh").items() if key.startswith("plots.")]
    texts += [facility.zh for facility in shipped_catalog().facilities]
    missing = {sign for text in texts for sign in text if ord(sign) not in known}
    assert missing <= {"\n"}
