"""The posts and the money that a policy asks for, by grid, by community and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gridplan.check.ledger import n_dwelling_houses, places, residents, staff
from gridplan.check.subject import Subject
from gridplan.frames import zone_name
from gridplan.model import Note, Plan, Result
from gridplan.policy import read_formula


@dataclass(frozen=True)
class Line:
    """What one rule asks of one zone.

    Parameters
    ----------
    level, code, name
        Which zone; its name by language.
    rule, clause, title, strength
        Which rule asks, and what it says by language.
    unit
        ``person``, ``organization`` or ``yuan``, a year.
    needed, present
        How many, and how many the data count there; None where they do not.
    how
        How the number was reached.
    """

    level: str
    code: str
    name: Mapping[str, str]
    rule: str
    clause: str
    title: Mapping[str, str]
    strength: str
    unit: str
    needed: int
    how: Note
    present: int | None = None


@dataclass(frozen=True)
class StaffingSheet:
    """All that a policy asks for.

    Parameters
    ----------
    lines
        Posts and money, communities first, each followed by its grids.
    notes
        What was assumed.
    """

    lines: tuple[Line, ...]
    notes: tuple[Note, ...]

    def totals(self) -> tuple[tuple[Line, int], ...]:
        """Return the first line of each kind of post or money, and how much of it in all."""
        total: Counter[tuple[str, str]] = Counter()
        first: dict[tuple[str, str], Line] = {}
        for line in self.lines:
            key = (line.rule, line.how.key)  # one rule may ask for several kinds of posts
            total[key] += line.needed
            first.setdefault(key, line)
        return tuple((first[key], total[key]) for key in first)


@dataclass(frozen=True)
class _Zone:
    """A zone and what formulas ask of it."""

    level: str
    code: str
    name: Mapping[str, str]
    kind: str
    households: int
    persons: int
    is_counted: bool
    buildings: int


def staffing_sheet(result: Result) -> StaffingSheet:
    """Work out the posts and the money that the profile of *result* asks for.

    Residents are those that the data count, of the community or of its buildings, else households
    times persons per household. Special zones need no team.
    """
    office = Subject(
        result.units, result.land, result.plans, result.profile, result.params, area=result.area
    )
    zones = list(_zones(result, office))
    lines = [line for zone in zones for line in _lines(office, zone)]
    modeled = {zone.code for zone in zones if not zone.is_counted}
    return StaffingSheet(tuple(lines), tuple(_notes(result, lines, modeled)))


def _zones(result: Result, office: Subject) -> Iterator[_Zone]:
    """Yield the communities, each followed by its ordinary grids."""
    grid = result.plan("grid")
    people = {place.position: residents(office, place) for place in places(office)}
    for community, held in enumerate(result.plans[0].zones):
        yield _zone(result, result.plans[0], community, people.get(held.community))
        if grid is not None:
            yield from (
                _zone(result, grid, position, None)
                for position, zone in enumerate(grid.zones)
                if zone.parent == community and zone.kind == "ordinary"
            )


def _zone(result: Result, plan: Plan, position: int, counted: int | None) -> _Zone:
    """Return a zone with its *counted* residents, modeled where nobody counts them."""
    units, own = result.units, plan.labels == position
    households = int(units.households[own].sum())
    row = units.communities.iloc[plan.zones[position].community]
    modeled = round(households * persons_per_household(result))
    return _Zone(
        level=plan.level,
        code=plan.codes[position],
        name={one: zone_name(plan, position, one) for one in ("zh", "en")},
        kind=str(row["kind"]) or "ordinary",
        households=households,
        persons=modeled if counted is None else counted,
        is_counted=counted is not None,
        buildings=n_dwelling_houses(units, own),
    )


def persons_per_household(result: Result) -> float:
    """Return the persons of a household: the policy's planning number, else that of the run."""
    own = result.profile.content.get("options", {}).get("persons_per_household_planning")
    return float(own or result.params.estimate.persons_per_household)


def _lines(office: Subject, zone: _Zone) -> Iterator[Line]:
    profile = office.profile
    for table in profile.tables("staffing"):
        if not table.get("needs") and zone.level == table.get("per", "community"):
            found = _post(table, zone)
            if found is not None:
                unit = "organization" if "organizations" in table["id"] else "person"
                yield _line(office, zone, table, unit, *found)
    for level in profile.content["level"]:
        for table in level.get("staff", ()):
            yield from _by_role(office, zone, table)
    if zone.level == "community":
        for table in profile.tables("funding"):
            yearly = _money(table, zone)
            if yearly is not None:
                yield _line(office, zone, table, "yuan", *yearly)


def _line(
    office: Subject,
    zone: _Zone,
    table: Mapping[str, Any],
    unit: str,
    needed: int,
    how: Note,
    *,
    column: str = "",
) -> Line:
    title = {one: str(table.get(f"title_{one}", table["rule"])) for one in ("zh", "en")}
    return Line(
        level=zone.level,
        code=zone.code,
        name=zone.name,
        rule=table["rule"],
        clause=office.profile.citation(table["cite"]).clause,
        title=title,
        strength=table["strength"],
        unit=unit,
        needed=needed,
        how=how,
        present=_present(office, zone, column or next(iter(table.get("counts", ())), "")),
    )


def _present(office: Subject, zone: _Zone, column: str) -> int | None:
    """Return what the table of staff counts in the zone, None where it is silent."""
    count = staff(office, zone.code, column) if column else None
    return None if count is None else round(count)


def _post(table: Mapping[str, Any], zone: _Zone) -> tuple[int, Note] | None:
    formula = table.get("formula", table.get("formula_suggestion"))
    if formula:
        return _by_formula(formula, zone, is_ours="formula" not in table)
    for key in ("min_named", "min"):
        if key in table:
            how = {"n": table[key], "pattern": table.get("pattern", "")}
            return int(table[key]), Note("info", f"staffing.how_{key}", how)
    return None


def _by_formula(formula: str, zone: _Zone, *, is_ours: bool = False) -> tuple[int, Note]:
    known = {"N": float(zone.households), "P": float(zone.persons)}
    found = read_formula(formula)
    used = {name: known[name] for name in found.names}
    said = ", ".join(f"{name} = {value:,.0f}" for name, value in used.items())
    key = "staffing.how_suggested" if is_ours else "staffing.how_formula"
    return round(found(**used)), Note("info", key, {"formula": formula, "values": said})


def _by_role(office: Subject, zone: _Zone, table: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a leader for every building with homes, and one manager for every grid."""
    counts = table.get("counts", ())
    if zone.level == "community" and "building_leaders" in counts:
        how = Note("info", "staffing.how_building", {"n": zone.buildings})
        found = (zone.buildings, how)
        yield _line(office, zone, table, "person", *found, column="building_leaders")
    if zone.level == "grid" and "grid_team" in counts:
        found = (1, Note("info", "staffing.how_grid"))
        yield _line(office, zone, table, "person", *found, column="grid_team")


def _money(table: Mapping[str, Any], zone: _Zone) -> tuple[int, Note] | None:
    if "formula" in table:
        return _by_formula(table["formula"], zone)
    is_rural = zone.kind == "rural"
    column = "rural_community" if is_rural else "urban_community"
    if column in table:
        return int(table[column]), Note("info", f"staffing.how_{column}")
    if "min" in table and is_rural:
        return int(table["min"]), Note("info", "staffing.how_village")
    return None


def _notes(result: Result, lines: list[Line], modeled: set[str]) -> Iterator[Note]:
    """Yield what was assumed; *modeled* are codes of zones whose residents nobody counts."""
    used = [str(line.how.values.get("values", "")) for line in lines if line.code in modeled]
    if any("P = " in values for values in used):
        options = result.profile.content.get("options", {})
        source = "policy" if "persons_per_household_planning" in options else "run"
        persons = {"persons": f"{persons_per_household(result):g}"}
        yield Note("assumption", f"staffing.persons_{source}", persons)
    for table in result.profile.tables("staffing"):
        derived = sorted(set(table.get("derived", ())) & {"min_named", "formula_suggestion"})
        for key in derived:
            values = {"rule": table["rule"], "value": str(table[key])}
            yield Note("assumption", f"staffing.derived_{key}", values)
