"""The catalog of facilities: the shipped one is sound, a user's own is read or its faults told."""

import re

import pytest

from gridplan.errors import ParamError
from gridplan.policy import load_catalog, read_catalog, shipped_catalog

OWN = """schema = "gridplan.facilities/1"
source = [
  { id = "law", zh = "法", en = "law", verified = "found" },
]

[[facility]]
id = "shop"
zh = "店"
en = "shop"
tier = "basic"
osm = ["shop=yes&access!=private"]
osm_fit = "tag"
radius_m = 300
minutes = 8
ages = [60]
source = "law"
verified = "recalled"
evidence = { radius = { source = "law", verified = "recalled" }, minutes = { source = "law", verified = "checked" } }
sets = { mofcom-basic = "found" }
"""  # noqa: E501  the table is one line


def test_every_facility_has_names_in_both_languages_and_tags():
    facilities = shipped_catalog().facilities
    assert len(facilities) == 45
    for facility in facilities:
        assert facility.name("zh") == facility.zh != facility.name("en") == facility.en
        assert facility.osm
        assert all(rule for rule in facility.osm)


def test_the_shipped_catalog_gives_speeds_of_four_groups_and_three_bands():
    catalog = shipped_catalog()
    speeds = {who: catalog.speed(who).m_per_min for who in ("adult", "child", "elderly")}
    assert speeds == {"adult": 80, "child": 60, "elderly": 60}
    assert catalog.speed("wheelchair").m_per_min == 40
    assert catalog.distance_bands_m == (800, 1000, 1200)


def test_a_number_knows_its_source_and_whether_it_may_decide():
    kindergarten, nursery = (shipped_catalog().facility(n) for n in ("kindergarten", "nursery"))
    assert (kindergarten.radius.value, kindergarten.radius.is_trusted) == (300, False)
    assert (nursery.radius.value, nursery.radius.source) == (500, "shanghai-2016")
    assert nursery.radius.is_trusted
    assert shipped_catalog().facility("nursing_home").radius is None


def test_a_basic_facility_that_only_unseen_lists_name_is_not_listed():
    assert not shipped_catalog().facility("fitness_yard").is_listed
    assert shipped_catalog().facility("pharmacy").is_listed


def test_a_catalog_of_ones_own_takes_the_rest_from_the_shipped_one(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    catalog = load_catalog(path)
    (shop,) = catalog.facilities
    assert (shop.radius_m, shop.ages, shop.osm[0][1].is_not) == (300, (60,), True)
    assert (shop.walk.is_trusted, shop.radius.is_trusted) == (True, False)
    assert catalog.speeds == shipped_catalog().speeds
    assert {"law", "gb50180-2018"} <= set(catalog.sources)
    assert catalog.quotas == ()  # the shipped quota counts none of these facilities
    assert read_catalog(catalog.source_text) == catalog


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('tier = "basic"', 'tier = "best"', 10, "tier: 'best': it may be basic, public, quality"),
        ('osm_fit = "tag"', 'osm_fit = "maybe"', 12, "osm_fit: 'maybe': it may be"),
        ('verified = "recalled"\n', 'verified = "sure"\n', 17, "verified: 'sure': it may be"),
        ('source = "law"\n', 'source = "hearsay"\n', 16, "there is no source 'hearsay'"),
        ("radius_m = 300", "radius_m = -5", 13, "radius_m: -5: a number above 0"),
        ("minutes = 8", 'minutes = "8"', 14, "minutes: '8': a number above 0"),
        ("shop=yes&access!=private", "shop", 11, "'shop' is not a tag rule"),
        ('zh = "店"', 'zh = "店"\nname_zh = "店("', 9, "name_zh: '店(': it is not a regular"),
        ('id = "shop"', 'id = "Shop"', 7, "id: 'Shop': an id has lower-case letters"),
        ('en = "shop"\n', "", 6, "facility 1: the key 'en' is missing"),
        ("radius_m = 300", "radius = 300", 13, "radius: unknown key; known here: "),
        ("evidence = { radius", "evidence = { walk", 18, "radius_m has no source here"),
        ("ages = [60]", "ages = [60, 50]", 15, "write ages as [from] or [from, to]"),
        ('mofcom-basic = "found"', 'hearsay = "found"', 19, "there is no set 'hearsay'"),
        ('mofcom-basic = "found"', 'mofcom-basic = "sure"', 19, "mofcom-basic: 'sure': it may"),
        ('en = "law", verified', "verified", 3, "source 1: the key 'en' is missing"),
        ("facilities/1", "facilities/9", 1, "schema: 'gridplan.facilities/9': it may be"),
    ],
)
def test_a_fault_names_file_line_and_key(old, new, line, message):
    assert old in OWN
    with pytest.raises(ParamError, match=re.escape(message)) as error:
        read_catalog(OWN.replace(old, new, 1), file="mine.toml")
    assert f"mine.toml, line {line}: " in str(error.value)


def test_all_faults_are_told_at_once():
    broken = OWN.replace("radius_m = 300", "radius_m = 0").replace('tier = "basic"', "tier = 1")
    with pytest.raises(ParamError) as error:
        read_catalog(broken + OWN[OWN.index("[[facility]]") :])
    assert all(part in str(error.value) for part in ("radius_m: 0", "tier: 1", "stands twice"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[facility", "cannot be read as TOML"),
        ('schema = "gridplan.facilities/1"', "names at least one facility"),
        ("facility = 3", "write it as [[facility]]"),
        (OWN + '[[quota]]\nid="q"\nzh="q"\nen="q"\nformula="30*X"\nsource="law"\nverified="found"',
         "a formula knows N and P, not X"),
        (OWN + '[[quota]]\nid="q"\nzh="q"\nen="q"\ncategories=["pub"]\nsource="law"\n'
         'verified="found"', "there is no facility 'pub'"),
    ],
)  # fmt: skip
def test_what_is_no_catalog_is_refused(text, message):
    with pytest.raises(ParamError, match=re.escape(message)):
        read_catalog(text)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ParamError, match="There is no catalog of facilities"):
        load_catalog(tmp_path / "none.toml")
