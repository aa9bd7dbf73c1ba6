"""Coverage and the walking network as the page gets them: nothing rounded into another verdict."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridplan.render import map_html
from gridplan.render.payload.coverage import REASONS, STEPS_PER_M, metre_codes, pack_speeds
from tests.render.walking import proposal, walking_result
from tests.render.worlds import bare_result, data_of, small_result, unpack_signed, unpack_unsigned


@pytest.fixture(scope="module")
def data():
    return data_of(map_html(walking_result(), "en"))


def column(data, category):
    return next(entry for entry in data["coverage"]["categories"] if entry["id"] == category)


def test_reasons_come_before_metres():
    metres = np.array([0.0, 12.34, 990.0 + 1e-10, np.inf, np.inf, np.nan])
    reason = np.array(["", "", "", "", "off_network", "no_data"], dtype=object)
    assert metre_codes(metres, reason).tolist() == [4, 128, 9904, 1, 3, 0]


@given(
    st.lists(st.floats(0, 3000), min_size=1),
    st.sampled_from([40.0, 50.0, 60.0, 66.0, 80.0]),
    st.integers(1, 30),
)
def test_rounding_never_changes_who_is_within_whole_minutes(metres, speed, minutes):
    metres = np.array(metres)
    codes = metre_codes(metres, np.full(len(metres), "", dtype=object))
    last = len(REASONS) + int(minutes * speed * STEPS_PER_M)
    assert ((codes <= last) == (metres <= minutes * speed + 1e-7)).all()


def test_categories_say_tier_share_and_who_asks(data):
    pharmacy = column(data, "pharmacy")
    assert (pharmacy["tier"], pharmacy["is_applied"]) == ("basic", True)
    assert pharmacy["name"] == "pharmacy"
    codes = unpack_unsigned(pharmacy["metres"])
    assert len(codes) == data["units"]["n"]


def test_a_service_nobody_gets_to_has_reasons_instead_of_metres(data):
    codes = unpack_unsigned(column(data, "market")["metres"])
    assert set(codes.tolist()) <= {REASONS.index("island"), REASONS.index("too_far")}


def test_categories_without_data_have_no_metres(data):
    assert column(data, "bank")["metres"] == ""


def test_the_run_walks_first_and_people_of_one_speed_share_an_entry():
    speeds = pack_speeds(walking_result().coverage, "en")
    assert speeds[0] == {"name": "This plan", "m_per_min": 66.0}
    assert [speed["m_per_min"] for speed in speeds[1:]] == [80, 60, 50, 40]
    assert speeds[2]["name"] == "child, elderly"


def test_streets_have_two_ends_a_length_and_a_line(data):
    streets = data["walks"]["streets"]
    u = np.cumsum(unpack_signed(streets["u"]))
    v = u + unpack_signed(streets["v"])
    length_m = unpack_unsigned(streets["length"]) / data["walks"]["steps_per_m"]
    assert len(u) == len(length_m) == streets["lines"]["n"]
    assert (u <= v).all()
    assert (u == v).sum() == 0 or length_m[u == v].min() > 0


def test_every_unit_and_every_stop_has_its_candidates(data):
    walks = data["walks"]
    counts = unpack_unsigned(walks["doors"]["candidates"])
    assert len(counts) == data["units"]["n"]
    assert counts.sum() == len(unpack_signed(walks["doors"]["edge"]))
    services = np.cumsum(unpack_signed(walks["stops"]["service"]))
    assert set(services.tolist()) == set(range(5))
    assert len(walks["members"]) == len(data["coverage"]["categories"])


def test_who_leaves_by_a_gate_says_which(data):
    doors = data["walks"]["doors"]
    gated = np.cumsum(unpack_signed(doors["gated"]))
    assert len(gated) >= 4
    assert len(unpack_signed(doors["gates"])) == 2 * len(gated)


def test_a_run_without_roads_has_an_empty_network():
    walks = data_of(map_html(bare_result(), "zh"))["walks"]
    assert walks["streets"]["lines"]["n"] == 0


def test_walks_are_the_same_for_either_language():
    pages = [data_of(map_html(small_result(), language))["walks"] for language in ("zh", "en")]
    assert pages[0] == pages[1]


def test_a_proposal_says_what_it_brings_and_how_far_everybody_walks_then(data):
    page = map_html(walking_result(), "en", sitings=(proposal(),))
    (packed,) = data_of(page)["sitings"]
    assert data["sitings"] == []
    assert packed["sites"][0] == {
        "rank": 1, "id": "B40", "name": "", "source": "building", "gained": 480, "served": 480,
    }  # fmt: skip
    codes = unpack_unsigned(packed["metres"])
    reached = np.full(len(codes), "", dtype=object)
    assert codes.tolist() == metre_codes(proposal().metres_after, reached).tolist()
    assert packed["gap"] == 0
