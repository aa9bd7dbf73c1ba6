import numpy as np
import pytest

from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.roads import _flag, classes, private, reasons


def layer(**texts):
    columns = {name: np.array([text], dtype=object) for name, text in texts.items()}
    return Layer("roads", "roads", columns, {}, None, "", 1, Log())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, ""),
        ({"highway": "residential"}, ""),
        ({"highway": "steps"}, ""),
        ({"highway": "cycleway"}, ""),
        ({"highway": "motorway"}, "class"),
        ({"highway": "motorway", "foot": "yes"}, "class"),
        ({"highway": "高速公路"}, "class"),
        ({"highway": "trunk"}, "sidewalk"),
        ({"highway": "城市快速路"}, "sidewalk"),
        ({"highway": "trunk", "sidewalk": "both"}, ""),
        ({"highway": "trunk", "foot": "designated"}, ""),
        ({"highway": "busway"}, "sidewalk"),
        ({"highway": "construction"}, "class"),
        ({"highway": "footway", "foot": "no"}, "foot"),
        ({"highway": "service", "access": "no"}, "access"),
        ({"highway": "service", "access": "no", "foot": "yes"}, ""),
        ({"highway": "service", "access": "private"}, ""),
        ({"highway": "motorway", "walkable": "1"}, ""),
        ({"highway": "residential", "walkable": "否"}, "said"),
    ],
)
def test_a_road_says_why_nobody_walks_on_it(texts, expected):
    one = layer(**texts)
    assert reasons(one, classes(one)).tolist() == [expected]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, False),
        ({"access": "private"}, True),
        ({"access": "private", "foot": "yes"}, False),
        ({"access": "destination"}, False),
        ({"foot": "private"}, True),
    ],
)
def test_a_private_road_is_for_those_who_live_there(texts, expected):
    assert private(layer(**texts)).tolist() == [expected]


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
