import numpy as np
import pytest

from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.roads import _flag, classes, walkable


def layer(**texts):
    columns = {name: np.array([text], dtype=object) for name, text in texts.items()}
    return Layer("roads", "roads", columns, {}, None, "", 1, Log())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, True),
        ({"highway": "residential"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "cycleway"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, False),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "trunk", "foot": "designated"}, True),
        ({"highway": "busway"}, False),
        ({"highway": "construction"}, False),
        ({"highway": "footway", "foot": "no"}, False),
        ({"highway": "service", "access": "no"}, False),
        ({"highway": "service", "access": "no", "foot": "yes"}, True),
        ({"highway": "service", "access": "private"}, True),
        ({"highway": "motorway", "walkable": "1"}, True),
        ({"highway": "residential", "walkable": "否"}, False),
    ],
)
def test_who_may_walk(texts, expected):
    one = layer(**texts)
    assert walkable(one, classes(one)).tolist() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主干路", "primary"), ("城市次干道", "secondary"), ("支路", "tertiary"),
        ("快速路", "trunk"), ("巷", "living_street"), ("人行道", "footway"),
        ("步行街", "pedestrian"), ("小区路", "residential"), ("高速公路", "motorway"),
        ("Primary", "primary"), ("major_road", "primary"), ("不详", ""),
    ],
)  # fmt: skip
def test_classes_are_said_as_openstreetmap_says_them(text, expected):
    assert classes(layer(highway=text)).tolist() == [expected]


def test_the_kind_says_the_class_only_where_nothing_else_does():
    assert classes(layer(kind="minor_road")).tolist() == ["residential"]
    assert classes(layer(kind="minor_road", highway="service")).tolist() == ["service"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("True", True), ("yes", True), ("1", True), ("viaduct", True),
        ("", False), ("no", False), ("0", False),
    ],
)  # fmt: skip
def test_bridges_and_tunnels_are_flags(text, expected):
    assert _flag(np.array([text], dtype=object)).tolist() == [expected]
