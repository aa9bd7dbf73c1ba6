import pytest

from gridplan.coverage import catalog, parse_catalog
from gridplan.errors import ParamError

HEAD = 'source = [{ id = "law", zh = "法", verified = "found" }]\n[[facility]]\n'
GOOD = {
    "id": '"shop"', "zh": '"店"', "en": '"shop"', "tier": '"basic"', "osm": '["shop=yes"]',
    "osm_fit": '"tag"', "source": '"law"', "verified": '"found"', "evidence": "{}",
}  # fmt: skip


def text(**changes):
    rows = {key: value for key, value in (GOOD | changes).items() if value}
    return HEAD + "\n".join(f"{key} = {value}" for key, value in rows.items())


def test_every_facility_has_names_in_both_languages_and_tags():
    assert len(catalog()) == 45
    for facility in catalog():
        assert facility.name("zh") == facility.zh != facility.name("en") == facility.en
        assert facility.osm
        assert all(rule for rule in facility.osm)


def test_every_number_has_its_evidence():
    for facility in catalog():
        told = {"radius_m": "radius", "minutes": "minutes", "area": "area"}
        given = {name for key, name in told.items() if getattr(facility, key)}
        assert given <= set(facility.evidence), facility.id


def test_a_good_catalog_is_read():
    (facility,) = parse_catalog(text(radius_m="300", ages="[60]"))
    assert (facility.radius_m, facility.ages, facility.osm[0][0].key) == (300, (60,), "shop")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tier": '"best"'}, "tier is 'best'; it may be basic, public, quality"),
        ({"osm_fit": '"maybe"'}, "osm_fit is 'maybe'"),
        ({"verified": '"sure"'}, "verified is 'sure'"),
        ({"source": '"hearsay"'}, "source is 'hearsay'; it may be law"),
        ({"radius_m": "-5"}, "radius_m is -5; it must be a number above 0"),
        ({"minutes": '"5"'}, "minutes is '5'"),
        ({"osm": '["shop"]'}, "'shop' is not a tag rule"),
        ({"name_zh": '"店("'}, "name_zh is not a regular expression"),
        ({"radius": "5"}, "unknown key radius"),
        ({"en": ""}, "facility shop: the key en is missing"),
        ({"id": ""}, "facility number 1: the key id is missing"),
    ],
)
def test_a_mistake_in_the_catalog_is_named(changes, message):
    with pytest.raises(ParamError, match=message.replace("(", r"\(")):
        parse_catalog(text(**changes))


def test_an_id_may_stand_once():
    with pytest.raises(ParamError, match="facility shop: the id stands twice"):
        parse_catalog(text() + "\n" + text().removeprefix(HEAD.split("[[")[0]))


def test_text_that_is_not_toml_is_refused():
    with pytest.raises(ParamError, match="is not TOML"):
        parse_catalog("[[facility")
