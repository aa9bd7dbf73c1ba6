"""How to read: what the data do not say for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from gridplan.errors import ParamError
from gridplan.params import HOUSEHOLD_BASES

ROLES = (
    "buildings", "households", "communities", "boundary", "roads", "barriers", "gates",
    "services", "special", "grids", "staff",
)  # fmt: skip


@dataclass(frozen=True)
class ReadOptions:
    """How to read.

    Parameters
    ----------
    crs
        CRS of the layers that name none, such as ``EPSG:4549``; ``gcj02`` and ``bd09`` also
        stand in for the CRS of layers in degrees. ``role=crs`` limits it to one role; several
        are separated by commas.
    encoding
        Encoding of shapefiles and CSV files, such as ``GB18030``; None finds it out.
    column_map
        ``role.column`` -> name in the data, such as ``{"buildings.households": "户数"}``.
    layer_map
        Role -> name of a layer or file, such as ``{"buildings": "fangwu"}``; several names are
        separated by commas. Role ``ignore`` leaves layers out.
    missing_households
        Households of a building without a count; None makes that a fault.
    is_strict
        Repairs and warnings are faults too.
    household_basis
        What the counts count, one of `gridplan.params.HOUSEHOLD_BASES`.
    estimate
        Households are to be estimated: missing counts are no fault.
    keep_columns
        Columns that look like personal data but are to be read all the same.
    """

    crs: str | None = None
    encoding: str | None = None
    column_map: Mapping[str, str] = field(default_factory=dict)
    layer_map: Mapping[str, str] = field(default_factory=dict)
    missing_households: int | None = None
    is_strict: bool = False
    household_basis: str = "unspecified"
    estimate: bool = False
    keep_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_map", MappingProxyType(dict(self.column_map)))
        object.__setattr__(self, "layer_map", MappingProxyType(dict(self.layer_map)))
        object.__setattr__(self, "keep_columns", tuple(self.keep_columns))
        if self.household_basis not in HOUSEHOLD_BASES:
            raise ParamError(
                f"household_basis is '{self.household_basis}'; "
                f"it may be {', '.join(HOUSEHOLD_BASES)}."
            )
        if self.missing_households is not None and self.missing_households < 0:
            raise ParamError(
                f"missing_households is {self.missing_households}; it may not be negative."
            )
        for name in self.column_map:
            _check_role(name.partition(".")[0], f"column_map '{name}'", ROLES)
        for role in self.layer_map:
            _check_role(role, f"layer_map '{role}'", (*ROLES, "ignore"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values that `from_dict` reads back."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["column_map"] = dict(self.column_map)
        plain["layer_map"] = dict(self.layer_map)
        plain["keep_columns"] = list(self.keep_columns)
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ReadOptions:
        """Build options from what `to_dict` gives."""
        return cls(**{**values, "keep_columns": tuple(values["keep_columns"])})

    def crs_for(self, role: str) -> str | None:
        """Return the CRS given for a role, None where none was."""
        chosen = None
        for part in filter(None, (self.crs or "").split(",")):
            left, equals, right = part.strip().partition("=")
            if not equals:
                chosen = chosen or left
            elif left.strip() == role:
                return right.strip()
        return chosen


def _check_role(role: str, where: str, known: tuple[str, ...]) -> None:
    if role not in known:
        raise ParamError(f"{where} names '{role}'; known are {', '.join(known)}.")
