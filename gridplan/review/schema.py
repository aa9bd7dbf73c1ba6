"""What the body of a request may be, strictly: no stranger, no number that is a truth value."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from gridplan.review.refusal import Refused

MAX_DEPTH = 32
MAX_TEXT = 2000
MAX_INTEGER = 2**63 - 1
Rule = Callable[[Any, str], None]


def parse(body: bytes) -> Any:
    """Read JSON as the standard writes it, within bounds of depth, text and numbers."""
    try:
        value = json.loads(
            body.decode("utf-8"), parse_constant=_not_finite, object_pairs_hook=_once
        )
    except RecursionError as error:
        raise Refused(400, "too_deep", limit=MAX_DEPTH) from error
    except ValueError as error:
        raise Refused(400, "not_json") from error
    _require_bounded(value, 1)
    return value


def _not_finite(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _require_bounded(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Refused(400, "too_deep", limit=MAX_DEPTH)
    if isinstance(value, dict):
        for name, item in value.items():
            _require_text(name)
            _require_bounded(item, depth + 1)
    elif isinstance(value, list):
        if set(map(type, value)) == {int}:  # positions of units come by the thousand
            _require_number(max(value, key=abs))
        else:
            for item in value:
                _require_bounded(item, depth + 1)
    elif isinstance(value, str):
        _require_text(value)
    elif isinstance(value, int | float):
        _require_number(value)


def _require_text(value: str) -> None:
    if len(value) > MAX_TEXT:
        raise Refused(400, "text_too_long", limit=MAX_TEXT)
    if any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in value):
        raise Refused(400, "not_text")


def _require_number(value: float) -> None:
    if not math.isfinite(value) or abs(value) > MAX_INTEGER:
        raise Refused(400, "number_too_large")


def whole(low: int = 0, high: int = MAX_INTEGER) -> Rule:
    """Take a whole number within bounds, both included."""

    def check(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise Refused(422, "field_number", field=where, low=low, high=high)

    return check


def lon_lat(value: Any, where: str) -> None:
    """Take a place: longitude and latitude in degrees."""
    if not isinstance(value, list) or len(value) != 2:
        raise Refused(422, "field_lon_lat", field=where)
    for degrees, limit in zip(value, (180, 90), strict=True):
        if type(degrees) not in (int, float) or not abs(degrees) <= limit:
            raise Refused(422, "field_lon_lat", field=where)


def text(*, most: int = MAX_TEXT, least: int = 0) -> Rule:
    """Take text of a length within bounds."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not least <= len(value.strip()) <= len(value) <= most:
            raise Refused(422, "field_text", field=where, least=least, most=most)

    return check


def flag(value: Any, where: str) -> None:
    """Take true or false."""
    if type(value) is not bool:
        raise Refused(422, "field_flag", field=where)


def one_of(*names: str) -> Rule:
    """Take one of some texts."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or value not in names:
            raise Refused(422, "field_choice", field=where, names=", ".join(names))

    return check


def list_of(rule: Rule, *, most: int, least: int = 1) -> Rule:
    """Take a list, every item by *rule*."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Refused(422, "field_list", field=where, least=least, most=most)
        for item in value:
            rule(item, where)

    return check


def maybe(rule: Rule) -> Rule:
    """Take null, or what *rule* takes."""
    return lambda value, where: None if value is None else rule(value, where)


def fields(needed: Mapping[str, Rule], free: Mapping[str, Rule] | None = None) -> Rule:
    """Take an object with all of the *needed* fields, some of the *free* ones, and no other."""
    known = {**(free or {}), **needed}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Refused(422, "field_object", field=where or "/")
        for name in needed:
            if name not in value:
                raise Refused(422, "field_missing", field=name)
        for name, item in value.items():
            if name not in known:
                raise Refused(422, "field_unknown", field=name[:80])
            known[name](item, name)

    return check
