"""Every number a user may set, with its unit and its default."""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gridplan.errors import ParamError

CoverageMode = typing.Literal["time", "radius"]
COVERAGE_MODES: tuple[CoverageMode, ...] = typing.get_args(CoverageMode)
HOUSEHOLD_BASES = ("unspecified", "registered", "resident", "dwelling", "planned", "estimated")


@dataclass(frozen=True)
class Band:
    """Households a zone may hold, both bounds included.

    Parameters
    ----------
    min_households
        Fewest households; 0 when the policy sets no floor.
    max_households
        Most households; None when the policy sets no ceiling.
    target_households
        Preferred size, or None.
    """

    min_households: int = 0
    max_households: int | None = None
    target_households: int | None = None

    def __post_init__(self) -> None:
        if self.min_households < 0:
            raise ParamError(f"A band starts at 0 households or more, not {self.min_households}.")
        if self.max_households is not None and self.max_households < max(self.min_households, 1):
            raise ParamError(
                f"The band {self.min_households}:{self.max_households} is empty: "
                "write it as min:max with min <= max and max >= 1."
            )

    def __str__(self) -> str:
        """Write the band as the command line takes it: ``min:max`` or ``min:max:target``."""
        bounds = (
            f"{self.min_households}:{'' if self.max_households is None else self.max_households}"
        )
        return bounds if self.target_households is None else f"{bounds}:{self.target_households}"

    @classmethod
    def parse(cls, text: str) -> Band:
        """Read ``min:max`` or ``min:max:target``; either bound may be left empty.

        Examples
        --------
        >>> Band.parse("50:80")
        Band(min_households=50, max_households=80, target_households=None)
        >>> str(Band.parse(":500"))
        '0:500'
        """
        match = re.fullmatch(r"(\d*):(\d*)(?::(\d+))?", text.strip())
        if match is None or not any(match.groups()):
            raise ParamError(
                f"'{text}' is not a band of households: write min:max or min:max:target, "
                "for example 200:300."
            )
        low, high, target = match.groups()
        return cls(int(low or 0), int(high) if high else None, int(target) if target else None)

    def contains(self, households: int) -> bool:
        """Tell whether a zone of this many households is in the band."""
        below = self.max_households is None or households <= self.max_households
        return below and households >= self.min_households


@dataclass(frozen=True)
class EstimateParams:
    """How households are modeled where nobody counted them.

    Parameters
    ----------
    is_enabled
        Model households at all; off, missing counts are an error.
    total_households
        Scale the estimates so that they sum to this known total; None leaves them.
    floor_area_per_dwelling_m2
        Gross floor area of one dwelling, stairs and walls included.
    persons_per_household
        Turns a population count into households (2020 census mean of China: 2.62).
    storey_height_m
        Turns a height into floors.
    max_house_area_m2
        A residential building of at most `max_house_floors` and this footprint is one house
        with one household.
    max_house_floors
        See `max_house_area_m2`.
    is_stairwells_enabled
        Model stairwells too, where they are unknown and households are estimated.
    dwellings_per_landing
        Dwellings that one stairwell serves on each floor.
    max_stairwell_households
        A modeled stairwell never holds more: a taller or deeper building gets more stairwells.
    """

    is_enabled: bool = False
    total_households: int | None = None
    floor_area_per_dwelling_m2: float = 90.0
    persons_per_household: float = 2.62
    storey_height_m: float = 3.0
    max_house_area_m2: float = 200.0
    max_house_floors: int = 2
    is_stairwells_enabled: bool = True
    dwellings_per_landing: int = 4
    max_stairwell_households: int = 40


@dataclass(frozen=True)
class LandParams:
    """How land is cut into cells and which cells touch.

    Parameters
    ----------
    snap_m
        Lattice that coordinates are rounded to, so that neighbors share exact vertices.
    outline_step_m
        Spacing of the points that stand for a footprint when land is shared out.
    min_contact_m
        Shortest common border that makes two cells neighbors.
    margin_m
        Width of land kept around the outermost buildings where no community is given.
    arterial_classes
        Road classes (OSM ``highway`` values) that a zone should not straddle.
    min_special_area_m2
        Special land smaller than this is left to its neighbors.
    """

    snap_m: float = 0.001
    outline_step_m: float = 6.0
    min_contact_m: float = 1.0
    margin_m: float = 30.0
    arterial_classes: tuple[str, ...] = ("motorway", "trunk", "primary")
    min_special_area_m2: float = 3000.0


@dataclass(frozen=True)
class PartitionParams:
    """How the engine searches.

    Parameters
    ----------
    bands
        Band by level, in place of the profile's: ``{"grid": Band(200, 300)}``.
    effort
        Multiplies the iterations of the search; 1 is the default budget.
    time_limit_s
        Stop each search after this time; None (the default) keeps runs repeatable.
    is_community_redrawn
        Cut the whole area at community level too, whether communities are given or not.
    arterial_cost_m
        Walking metres that a household across an arterial road from its zone's center costs.
    power
        Exponent on the distance from a unit to its zone's center, 1 or 2.
    """

    bands: Mapping[str, Band] = field(default_factory=dict)
    effort: float = 1.0
    time_limit_s: float | None = None
    is_community_redrawn: bool = False
    arterial_cost_m: float = 150.0
    power: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "bands", types.MappingProxyType(dict(self.bands)))


@dataclass(frozen=True)
class CoverageParams:
    """How walking is measured and judged.

    Parameters
    ----------
    mode
        The test that decides who is served: ``time``, `limit_minutes` for every category, or
        ``radius``, network metres against the service radius of each.
    limit_minutes
        The circle that is judged.
    report_minutes
        Circles whose shares are reported.
    walk_m_per_min
        Walking speed; 66 is 1.1 m/s, as in the policy profiles.
    max_snap_unit_m
        Farthest street from a unit's door; beyond it the unit is off the network.
    max_snap_service_m
        Farthest street from a service.
    """

    mode: CoverageMode = "time"
    limit_minutes: float = 15.0
    report_minutes: tuple[float, ...] = (5.0, 10.0, 15.0)
    walk_m_per_min: float = 66.0
    max_snap_unit_m: float = 100.0
    max_snap_service_m: float = 150.0

    def __post_init__(self) -> None:
        if self.mode not in COVERAGE_MODES:
            raise ParamError(
                f"The mode of coverage is '{self.mode}'; it may be {', '.join(COVERAGE_MODES)}."
            )


@dataclass(frozen=True)
class Params:
    """All numbers of a run, one group per stage.

    Parameters
    ----------
    seed
        Start of every random choice: same seed, same plan.
    household_basis
        What the counted households are, one of `HOUSEHOLD_BASES`; printed on every output.
    missing_households
        Households of a residential building without a count; None makes that an error.
    estimate, land, partition, coverage
        The numbers of each stage.
    """

    seed: int = 0
    household_basis: str = "unspecified"
    missing_households: int | None = None
    estimate: EstimateParams = field(default_factory=EstimateParams)
    land: LandParams = field(default_factory=LandParams)
    partition: PartitionParams = field(default_factory=PartitionParams)
    coverage: CoverageParams = field(default_factory=CoverageParams)

    def __post_init__(self) -> None:
        if self.household_basis not in HOUSEHOLD_BASES:
            raise ParamError(
                f"household_basis is '{self.household_basis}'; "
                f"it may be {', '.join(HOUSEHOLD_BASES)}."
            )

    @classmethod
    def from_toml(cls, path: Path) -> Params:
        """Read parameters from a TOML file whose tables are the groups of this class.

        Raises
        ------
        ParamError
            The file is not TOML, or a key or value is not one of the parameters.
        """
        try:
            return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ParamError(f"{path.name} cannot be read as parameters: {error}.") from error
        except ParamError as error:
            raise ParamError(f"{path.name}: {error}") from error

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Params:
        """Build parameters from plain values, as `to_dict` gives them."""
        return typing.cast(Params, _from_dict(cls, values, ""))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values (bands as ``min:max`` text) that `from_dict` reads back."""
        return typing.cast(dict[str, Any], _to_plain(self))


def _to_plain(value: Any) -> Any:
    if isinstance(value, Band):
        return str(value)
    if dataclasses.is_dataclass(value):
        return {f.name: _to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _to_plain(item) for key, item in sorted(value.items())}
    return list(value) if isinstance(value, tuple) else value


def _from_dict(cls: type, values: Mapping[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(cls)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise ParamError(
            f"unknown parameter {where}{unknown[0]}; known here: {', '.join(sorted(hints))}."
        )
    return cls(**{key: _convert(hints[key], value, where + key) for key, value in values.items()})


def _convert(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise ParamError(f"{where} is a table of parameters, not {value!r}.")
        return _from_dict(hint, value, where + ".")
    if typing.get_origin(hint) is Mapping:
        return {level: Band.parse(str(band)) for level, band in value.items()}
    if typing.get_origin(hint) is tuple:
        return tuple(value) if isinstance(value, list | tuple) else _reject(where, value, hint)
    if typing.get_origin(hint) is typing.Literal:
        return value if isinstance(value, str) else _reject(where, value, hint)
    kinds = typing.get_args(hint) or (hint,)
    return _convert_scalar(kinds, value, where, hint)


def _convert_scalar(kinds: tuple[Any, ...], value: Any, where: str, hint: Any) -> Any:
    if type(value) in kinds or (value is None and type(None) in kinds):
        return value
    if float in kinds and type(value) is int:
        return float(value)
    return _reject(where, value, hint)


def _reject(where: str, value: Any, hint: Any) -> typing.NoReturn:
    kind = getattr(hint, "__name__", None) or str(hint)
    raise ParamError(f"{where} is {value!r}, which is not {kind}.")
