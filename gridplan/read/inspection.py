"""What was found in an input, read as what, and everything wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from gridplan.model import Note, PlanningArea, Source, Unplaced
from gridplan.text import Language


@dataclass(frozen=True, eq=False)
class Inspection:
    """What was found in an input.

    Parameters
    ----------
    sources
        The layers with role, CRS, encoding and digest; role "" where a layer is not recognised
        and so not read.
    columns
        By file and layer: what the reader calls a column -> its name in the data.
    notes
        Faults, warnings, repairs, assumptions and remarks, faults first.
    area
        The planning area, or None where faults stop it.
    crs
        Working CRS, or "".
    n_households
        Households on the map, unplaced ones not included; None where any are unknown.
    unplaced
        Households without a place.
    """

    sources: tuple[Source, ...]
    columns: Mapping[tuple[str, str], Mapping[str, str]]
    notes: tuple[Note, ...]
    area: PlanningArea | None
    crs: str
    n_households: int | None
    unplaced: tuple[Unplaced, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    @property
    def faults(self) -> tuple[Note, ...]:
        """The notes that stop planning."""
        return tuple(note for note in self.notes if note.kind == "fault")

    @property
    def has_faults(self) -> bool:
        """Whether anything stops planning."""
        return bool(self.faults)

    @property
    def unrecognised(self) -> tuple[Source, ...]:
        """The layers that are not known by their name."""
        return tuple(source for source in self.sources if not source.role)

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return everything as plain JSON values, notes as sentences of *language*."""
        return {
            "crs": self.crs or None,
            "layers": [
                {**asdict(one), "columns": dict(self.columns.get((one.path, one.layer), {}))}
                for one in self.sources
            ],
            "households": {
                "total": self.n_households,
                "unplaced": sum(one.households for one in self.unplaced),
                "basis": "unspecified" if self.area is None else self.area.household_basis,
            },
            "unplaced": [asdict(one) for one in self.unplaced],
            "notes": [
                {
                    "kind": note.kind,
                    "key": note.key,
                    "ids": list(note.ids),
                    "message": note.text(language),
                }
                for note in self.notes
            ],
        }
