import numpy as np
import pandas as pd
import pytest

from gridplan.coverage import catalog, classify

IDS = np.array([facility.id for facility in catalog()])
CHINESE = [("school", "育才小学")] * 3
FOREIGN = [("school", "École primaire")] * 3


def kinds(category, name="", *, around=CHINESE):
    """Return the facilities of one service among others whose names are Chinese or not."""
    frame = pd.DataFrame([(category, name), *around], columns=["category", "name"])
    return IDS[classify(frame).is_member[0]].tolist()


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("kindergarten", ["kindergarten"]),
        ("amenity=kindergarten", ["kindergarten"]),
        ("Kindergarten", ["kindergarten"]),
        ("幼儿园", ["kindergarten"]),
        ("教育;幼儿园", ["kindergarten"]),
        ("药房", ["pharmacy"]),
        ("公交站台", ["bus_stop"]),
        ("shop=hairdresser", ["hair_beauty"]),
        ("subway_entrance", ["metro_station"]),
        ("restaurant", ["breakfast", "specialty_dining"]),
        ("nursing_home", ["nursing_home"]),
        ("public_transport=platform;bus=yes", ["bus_stop"]),
        ("platform", []),
        ("leisure=garden", ["park"]),
        ("leisure=garden;access=private", []),
        ("bench", []),
        ("waste_basket", []),
        ("pitch", []),
        ("", []),
    ],
)
def test_the_category_as_the_source_says_it(category, expected):
    assert kinds(category) == expected


@pytest.mark.parametrize(
    ("category", "name", "expected"),
    [
        ("school", "实验小学", ["primary_school"]),
        ("school", "育才中学", ["junior_middle_school"]),
        ("school", "高级中学", []),
        ("school", "九年一贯制学校", ["primary_school", "junior_middle_school"]),
        ("clinic", "和平社区卫生服务站", ["health_station"]),
        ("clinic", "王大夫诊所", []),
        ("restaurant", "社区食堂", ["elderly_meal", "breakfast", "specialty_dining"]),
        ("bar", "老王自助餐", []),
        ("", "幸福助餐点", ["elderly_meal"]),
        ("", "阳光幼儿园", ["kindergarten"]),
        ("health_station", "王大夫诊所", ["health_station"]),
    ],
)
def test_a_chinese_name_confirms_or_denies_the_tag(category, name, expected):
    assert kinds(category, name) == expected


def test_where_names_are_not_chinese_the_tag_alone_decides_and_a_note_says_so():
    assert kinds("school", "École", around=FOREIGN) == ["primary_school", "junior_middle_school"]
    frame = pd.DataFrame(FOREIGN, columns=["category", "name"])
    (note,) = classify(frame).notes
    assert (note.key, note.ids) == (
        "coverage.tag_alone",
        ("primary_school", "junior_middle_school"),
    )


def test_what_is_left_out_is_counted():
    rows = [("bench", ""), ("bench", ""), ("waste_basket", ""), ("bank", "")]
    (note,) = classify(pd.DataFrame(rows, columns=["category", "name"])).notes
    assert dict(note.values) == {"n_services": 3, "n_kinds": 2, "kinds": "bench 2, waste_basket 1"}


def test_no_services_are_no_error():
    found = classify(pd.DataFrame({"category": [], "name": []}, dtype=str))
    assert found.is_member.shape == (0, 45)
    assert found.notes == ()
