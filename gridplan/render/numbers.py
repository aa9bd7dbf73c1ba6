"""Numbers as a page prints them."""

from __future__ import annotations

import math

from gridplan.text import Language, say


def count_text(value: float) -> str:
    """Return a whole number with thousands apart.

    Examples
    --------
    >>> count_text(28781)
    '28,781'
    """
    return f"{round(value):,}"


def share_text(share: float | None, language: Language) -> str:
    """Return a share 0..1 as percent, "no data" for None.

    Examples
    --------
    >>> share_text(0.8634, "en")
    '86.3%'
    """
    return say(language, "report.no_data") if share is None else f"{share:.1%}"


def minutes_text(minutes: float | None, language: Language) -> str:
    """Return minutes with one decimal, a dash for None."""
    known = minutes is not None and math.isfinite(minutes)
    return f"{minutes:.1f}" if known else say(language, "report.dash")


def value_text(value: float | str | None, language: Language) -> str:
    """Return a value or limit of a finding: text as it is, numbers at most to two decimals."""
    if value is None:
        return say(language, "report.dash")
    if isinstance(value, str):
        return value
    return count_text(value) if float(value).is_integer() else f"{value:,.2f}"


def band_text(low: int, high: int | None, language: Language) -> str:
    """Return a band of households in words."""
    if high is None:
        key = "report.band_from" if low else "report.band_none"
    else:
        key = "report.band_between" if low else "report.band_to"
    return say(language, key, low=count_text(low), high=count_text(high or 0))
