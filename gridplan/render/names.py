"""Names a person reads: short codes, categories, places."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from gridplan.coverage import catalog
from gridplan.frames import zone_name
from gridplan.model import Plan, Result
from gridplan.policy import Facility, Profile
from gridplan.text import Language, say
from gridplan.text import catalog as texts


def short_code(plan: Plan, zone: int) -> str:
    """Return the number a label shows: ``3`` for a grid, ``3-5`` for a micro-grid in it.

    Communities are labeled by name.
    """
    found = plan.zones[zone]
    if plan.level != "microgrid" or plan.parent is None:
        return str(found.number)
    return f"{plan.parent.zones[found.parent].number}-{found.number}"


@cache
def _categories() -> dict[str, Facility]:
    return {facility.id: facility for facility in catalog()}


def zone_link(code: str) -> str:
    """Return the address of a zone on the map beside the report.

    Examples
    --------
    >>> zone_link("330411001001")
    'map.html#zone=330411001001'
    """
    return f"map.html#zone={quote(code, safe='')}"


def rule_name(rule: str, language: Language) -> str:
    """Return what a rule is called: its id, or a word where no document states it.

    Examples
    --------
    >>> rule_name("XZ-05", "en"), rule_name("nesting", "en")
    ('XZ-05', 'Nesting')
    """
    return texts(language).get(f"report.rule_{rule}", rule)


def category_name(category: str, language: Language) -> str:
    """Return the name of a category of service; one the catalog does not know names itself."""
    facility = _categories().get(category)
    return category if facility is None else facility.name(language)


def basis_name(basis: str, language: Language) -> str:
    """Return what a household is, in words."""
    return say(language, f"map.basis_{basis}")


def profile_name(profile: Profile, language: Language) -> str:
    """Return the name of a policy profile."""
    return {"zh": profile.name_zh, "en": profile.name_en}[language] or profile.id


def place_name(result: Result, language: Language) -> str:
    """Return what the map shows: the community's name, or the first and how many there are."""
    plan = result.plans[0]
    first = zone_name(plan, 0, language)
    key = "map.place_one" if plan.n_zones == 1 else "map.place_many"
    return say(language, key, first=first, n=plan.n_zones)
