"""The look of plots: the visual language of maps and reports, and a font that comes along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from gridplan.render.style import INK, MUTED, PANEL, RULE

Figure = Any  # matplotlib ships no types that mypy follows here
Axes = Any

FORMATS = ("png", "svg")
DPI = 160
FALLBACK = "DejaVu Sans"  # comes with matplotlib: signs that the Chinese font lacks
TITLE_PT, TEXT_PT, SMALL_PT = 15.0, 9.0, 8.0


@cache
def font_name() -> str:
    """Register the font that is installed with gridplan, and return its name."""
    from matplotlib import font_manager
    from pylopdf_fonts_zh_cn import sans_path

    path = str(sans_path())
    font_manager.fontManager.addfont(path)
    name: str = font_manager.FontProperties(fname=path).get_name()
    return name


@contextmanager
def plot_style() -> Iterator[None]:
    """Draw in our style during the block, whatever the user's settings of matplotlib are."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings())
        yield


def _settings() -> dict[str, Any]:
    return {
        "font.family": [font_name(), FALLBACK],
        "font.size": TEXT_PT,
        "text.color": INK,
        "axes.edgecolor": "#8A9299",
        "axes.labelcolor": MUTED,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": TEXT_PT,
        "axes.unicode_minus": False,
        "figure.facecolor": PANEL,
        "grid.color": RULE,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "savefig.dpi": DPI,
        "svg.fonttype": "path",  # letters as outlines: no font is needed to read them
        "svg.hashsalt": "gridplan",  # the same plot is the same file
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": SMALL_PT,
        "ytick.labelsize": SMALL_PT,
        "xtick.major.size": 3.0,
        "ytick.major.size": 0.0,
    }


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return an empty figure; no window is opened, no global state is touched."""
    from matplotlib.figure import Figure as NewFigure

    return NewFigure(figsize=(width_in, height_in))


def add_head(figure: Figure, title: str, subtitle: str, foot: str = "") -> None:
    """Write title and subtitle at the top left, and a note at the foot, in fixed sizes."""
    height_in = figure.get_figheight()
    left = 0.3 / figure.get_figwidth()
    figure.text(left, 1 - 0.26 / height_in, title, size=TITLE_PT, va="top")
    figure.text(
        left, 1 - 0.60 / height_in, subtitle, size=TEXT_PT, color=MUTED, va="top", linespacing=1.5
    )
    if foot:
        figure.text(left, 0.16 / height_in, foot, size=SMALL_PT, color=MUTED, va="bottom")


def save_figures(figures: Mapping[str, Figure], folder: Path) -> tuple[Path, ...]:
    """Write every figure as PNG and SVG into *folder* and return the paths.

    Parameters
    ----------
    figures
        Figures by the stem of their files.
    folder
        A folder that exists.
    """
    options: dict[str, dict[str, Any]] = {
        "png": {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 3}},
        "svg": {"metadata": {"Date": None, "Creator": "gridplan"}},
    }
    paths = []
    with plot_style():
        for stem, figure in figures.items():
            for kind in FORMATS:
                paths.append(folder / f"{stem}.{kind}")
                figure.savefig(paths[-1], **options[kind])
    return tuple(paths)
