"""Rules on facilities, staff, money and milestones: met, and broken by one step."""

import pandas as pd
import pytest

from tests.check.offices import check_office, services, staff, told, verdict
from tests.check.worlds import COMMUNITY, row_plans

MET, BROKEN, OPEN = ("met", 0), ("broken", 1), ("not_checkable", 0)

CENTER = {"category": "service_center"}


@pytest.mark.parametrize(
    ("profile", "rule", "households", "area_m2", "expected"),
    [
        ("xiuzhou-2023", "XZ-15", 400, 750, MET),
        ("xiuzhou-2023", "XZ-15", 400, 749, BROKEN),
        ("xiuzhou-2023", "XZ-15", 500, 750, MET),
        ("xiuzhou-2023", "XZ-15", 501, 750, BROKEN),
        ("xiuzhou-2023", "XZ-15", 1500, 1250, MET),
        ("xiuzhou-2023", "XZ-15", 1500, 1249, BROKEN),
        ("xiuzhou-2023", "XZ-15", 3000, 2000, MET),
        ("xiuzhou-2023", "XZ-15", 3000, 1999, BROKEN),
        ("jiangsu-2021", "JS-01", 1500, 450, MET),
        ("jiangsu-2021", "JS-01", 1500, 449, BROKEN),
        ("panzhihua-2015", "PZ-09", 2000, 400, MET),
        ("panzhihua-2015", "PZ-09", 2000, 399, BROKEN),
        ("panzhihua-2015", "PZ-10", 300, 400, MET),
        ("panzhihua-2015", "PZ-10", 300, 399, BROKEN),
    ],
)
def test_floor_area_follows_the_formula(profile, rule, households, area_m2, expected):
    tables = {"services": services({**CENTER, "area_m2": area_m2})}
    report = check_office([households], profile=profile, **tables)
    assert told(report, rule) == expected
    assert verdict(report, rule).value == area_m2


@pytest.mark.parametrize(("area_m2", "expected"), [(800, MET), (799, BROKEN)])
def test_the_center_of_the_subdistrict_serves_the_whole_area(area_m2, expected):
    row = {"category": "subdistrict_service_center", "area_m2": area_m2}
    report = check_office(profile="panzhihua-2015", services=services(row))
    assert told(report, "PZ-11") == expected
    assert verdict(report, "PZ-11").level == "area"


@pytest.mark.parametrize(("area_m2", "expected"), [(800, MET), (799, BROKEN)])
def test_every_started_hundred_counts_where_the_profile_says_so(area_m2, expected):
    report = check_office(
        [501],
        edit=lambda text: text.replace('"linear"', '"ceil_per_100"'),
        services=services({**CENTER, "area_m2": area_m2}),
    )
    assert told(report, "XZ-15") == expected


def test_an_area_that_is_not_told_is_open_unless_the_rest_is_enough():
    told_and_not = services({**CENTER, "area_m2": 700}, CENTER)
    assert told(check_office(services=told_and_not), "XZ-15") == OPEN
    enough = services({**CENTER, "area_m2": 750}, CENTER)
    assert told(check_office(services=enough), "XZ-15") == MET
    assert verdict(check_office(services=services(CENTER)), "XZ-15").needs == ("services.area_m2",)


@pytest.mark.parametrize(
    ("profile", "rule", "column", "part", "expected"),
    [
        ("binhai-2023", "BH-03", "activity_area_m2", 600, MET),
        ("binhai-2023", "BH-03", "activity_area_m2", 599, BROKEN),
        ("jiangsu-2021", "JS-02", "service_area_m2", 700, MET),
        ("jiangsu-2021", "JS-02", "service_area_m2", 699, BROKEN),
    ],
)
def test_a_share_of_the_floor_is_the_residents(profile, rule, column, part, expected):
    row = {**CENTER, "area_m2": 1000, column: part}
    assert told(check_office(profile=profile, services=services(row)), rule) == expected
    assert told(check_office(profile=profile, services=services(CENTER)), rule) == OPEN


NINE = (
    "办公室、调解室、阅览室、支部活动室、社工服务室、志愿服务站、综治工作站、卫生服务站、居民会客厅"
)


def test_every_room_of_the_list_is_there():
    report = check_office(services=services({**CENTER, "rooms": NINE}))
    assert told(report, "XZ-17") == MET


def test_a_missing_room_is_named():
    report = check_office(services=services({**CENTER, "rooms": NINE.replace("、阅览室", "")}))
    assert told(report, "XZ-17") == BROKEN
    (violation,) = [v for v in report.violations if v.rule == "XZ-17"]
    assert (violation.value, violation.limit) == (8, 9)
    assert "缺少：阅览室" in violation.text("zh")


def test_a_list_of_rooms_that_nobody_gave_is_open():
    assert told(check_office(services=services(CENTER)), "XZ-17") == OPEN
    assert told(check_office(), "XZ-17") == OPEN


@pytest.mark.parametrize(
    ("profile", "rule", "rooms"),
    [
        ("xiuzhou-2023", "XZ-16", "中国社区标识、标识标牌、机构名牌"),
        ("xiuzhou-2023", "XZ-18", "三务公开栏、文化宣传栏、文明公益广告"),
        ("xiuzhou-2023", "XZ-19", "一老一小服务设施"),
        ("xiuzhou-2023", "XZ-20", "文化礼堂、社区老年食堂、农贸市场、便民超市、农资经营网点"),
        ("hangzhou-2017", "HZ-03", "红白喜事用房、农用具集中放置点、电瓶车集中充电点"),
        ("hangzhou-2017", "HZ-04", "社区养老服务设施、文化、体育、教育、卫生、综治"),
        ("jiangsu-2021", "JS-08", "应急避难场所"),
        (
            "jiangsu-2021",
            "JS-03",
            "新时代文明实践站、文化广场、网格化服务管理中心、村卫生室、居家养老服务中心、体育健身、"
            "婴幼儿托育、家政服务",
        ),
        (
            "panzhihua-2015",
            "PZ-12",
            "社区公共服务中心、养老服务中心、青少年活动中心、市民培训中心、爱心援助中心、"
            "志愿者工作中心、数字化管理和公共服务综合信息平台",
        ),
    ],
)
def test_lists_are_met_whole_and_broken_by_one_missing(profile, rule, rooms):
    whole = check_office(profile=profile, services=services({**CENTER, "rooms": rooms}))
    assert told(whole, rule)[0] == "met"
    less = rooms.rpartition("、")[0] or "办公室"
    part = check_office(profile=profile, services=services({**CENTER, "rooms": less}))
    assert told(part, rule) == BROKEN


def test_a_service_of_the_kind_stands_for_its_item():
    rooms = "文化礼堂、社区老年食堂、便民超市、农资经营网点"
    shops = [{**CENTER, "rooms": rooms}, {"category": "market"}]
    assert told(check_office(services=services(*shops)), "XZ-20") == MET


def test_a_community_without_a_center_of_its_own_is_found():
    rooms = (
        "养老服务中心、青少年活动中心、市民培训中心、爱心援助中心、志愿者工作中心、数字化管理平台"
    )
    other = services({**CENTER, "at": 40, "rooms": rooms})  # stands outside the community
    assert told(check_office(profile="panzhihua-2015", services=other), "PZ-12")[0] == "broken"


@pytest.mark.parametrize(("years", "expected"), [((2020, 2020), MET), ((2021, 2020), BROKEN)])
def test_a_center_opens_with_the_first_homes(years, expected):
    opened, built = years
    tables = {
        "services": services({**CENTER, "open_year": opened}),
        "buildings_columns": {"built_year": [built]},
    }
    for profile, rule in (("xiuzhou-2023", "XZ-31"), ("hangzhou-2017", "HZ-02")):
        assert told(check_office(profile=profile, **tables), rule) == expected
    assert told(check_office(services=services(CENTER)), "XZ-31") == OPEN


@pytest.mark.parametrize(("at", "expected"), [(1, MET), (0, BROKEN)])
def test_a_center_stands_where_the_homes_are(at, expected):
    report = check_office([100] * 5, services=services({**CENTER, "at": at}))
    assert told(report, "XZ-14") == expected


@pytest.mark.parametrize(
    ("profile", "rule", "counts", "expected"),
    [
        ("xiuzhou-2023", "XZ-22", {"workers": 9}, MET),  # 18 for 10,000: 9 for 5,000
        ("xiuzhou-2023", "XZ-22", {"workers": 8}, BROKEN),
        ("binhai-2023", "BH-07", {"workers": 9}, MET),
        ("binhai-2023", "BH-07", {"workers": 8}, BROKEN),
        ("xiuzhou-2023", "XZ-23", {"organizations": 10}, MET),
        ("xiuzhou-2023", "XZ-23", {"organizations": 9}, BROKEN),
        ("xiuzhou-2023", "XZ-24", {"representatives": 51, "resident_representatives": 34}, MET),
        ("xiuzhou-2023", "XZ-24", {"representatives": 50, "resident_representatives": 50}, BROKEN),
        ("xiuzhou-2023", "XZ-24", {"representatives": 101, "resident_representatives": 101}, MET),
        ("xiuzhou-2023", "XZ-24", {"representatives": 102, "resident_representatives": 102},
         BROKEN),
        ("xiuzhou-2023", "XZ-24", {"representatives": 51, "resident_representatives": 33}, BROKEN),
        ("xiuzhou-2023", "XZ-24", {"representatives": 51}, OPEN),
        ("binhai-2023", "BH-06", {"community_team": 4}, MET),
        ("binhai-2023", "BH-06", {"community_team": 3}, BROKEN),
        ("binhai-2023", "BH-09", {"building_leaders": 2}, MET),
        ("binhai-2023", "BH-09", {"building_leaders": 1}, BROKEN),
        ("panzhihua-2015", "PZ-07",
         {"resident_groups": 1, "building_leaders": 1, "grid_team": 1}, MET),
        ("panzhihua-2015", "PZ-07",
         {"resident_groups": 1, "building_leaders": 0, "grid_team": 1}, BROKEN),
        ("panzhihua-2015", "PZ-14", {"deputies": 1}, MET),
        ("panzhihua-2015", "PZ-14", {"deputies": 0}, BROKEN),
        ("panzhihua-2015", "PZ-16", {"office_yuan": 50_000}, MET),
        ("panzhihua-2015", "PZ-16", {"office_yuan": 49_999}, BROKEN),
        ("panzhihua-2015", "PZ-17", {"fund_yuan": 6_000}, MET),  # for 200 households
        ("panzhihua-2015", "PZ-17", {"fund_yuan": 5_999}, BROKEN),
        ("jiangsu-2021", "JS-09", {"running_yuan": 380_000}, MET),
        ("jiangsu-2021", "JS-09", {"running_yuan": 379_999}, BROKEN),
        ("xiuzhou-2023", "XZ-06", {"grid_team": 4}, MET),
        ("xiuzhou-2023", "XZ-06", {"grid_team": 3}, BROKEN),
        ("hangzhou-2017", "HZ-05", {"party_units": 1}, MET),
        ("hangzhou-2017", "HZ-05", {"party_units": 0}, BROKEN),
    ],
)  # fmt: skip
def test_counts_of_the_office_meet_what_is_asked(profile, rule, counts, expected):
    report = check_office(
        [120, 80], profile=profile, community={"population": 5000}, staff=staff(**counts)
    )
    assert told(report, rule) == expected


def test_counts_that_nobody_gave_are_open():
    report = check_office()
    for rule in ("XZ-06", "XZ-22", "XZ-23", "XZ-24"):
        assert told(report, rule) == OPEN


@pytest.mark.parametrize(("people", "status"), [(4999, "not_applicable"), (5000, "not_checkable")])
def test_a_deputy_is_asked_for_from_5000_residents(people, status):
    report = check_office(profile="panzhihua-2015", community={"population": people})
    assert verdict(report, "PZ-14").status == status


def test_residents_are_summed_from_the_buildings_where_the_community_does_not_tell():
    report = check_office(
        [100, 100], buildings_columns={"population": [3000, 2000]}, staff=staff(workers=8)
    )
    assert told(report, "XZ-22") == BROKEN
    assert verdict(report, "XZ-22").limit == 9


@pytest.mark.parametrize(("counts", "expected"), [((4, 4), MET), ((4, 3), BROKEN)])
def test_a_team_for_every_grid_is_judged_by_grid_where_it_is_counted_so(counts, expected):
    codes = [f"{COMMUNITY}{number:03d}" for number in (1, 2)]
    table = pd.DataFrame({"code": codes, "grid_team": counts})
    report = check_office([100, 100], plans=row_plans([0, 1], [0, 1]), staff=table)
    assert told(report, "XZ-06") == expected
    assert verdict(report, "XZ-06").level == "grid"


def test_a_grid_without_a_count_stays_open():
    table = pd.DataFrame({"code": [f"{COMMUNITY}001"], "grid_team": [4]})
    report = check_office([100, 100], plans=row_plans([0, 1], [0, 1]), staff=table)
    found = verdict(report, "XZ-06")
    assert (found.status, found.n_judged, found.needs) == ("not_checkable", 1, ("staff.grid_team",))


@pytest.mark.parametrize(
    ("rule", "origin", "occupancy", "body", "expected"),
    [
        ("XZ-26", "whole_village", 0.29, "village", MET),
        ("XZ-26", "whole_village", 0.30, "village", BROKEN),
        ("XZ-26", "whole_village", 0.30, "management", MET),
        ("XZ-26", "whole_village", 0.30, "", OPEN),
        ("XZ-27", "whole_village", 0.49, "management", MET),
        ("XZ-27", "whole_village", 0.50, "management", BROKEN),
        ("XZ-27", "whole_village", 0.50, "community", MET),
        ("XZ-28", "multi_village", 0.01, "village", BROKEN),
        ("XZ-28", "multi_village", 0.00, "village", MET),
        ("XZ-28", "multi_village", 0.49, "management", MET),
        ("XZ-28", "multi_village", 0.50, "management", BROKEN),
        ("XZ-26", "multi_village", 0.90, "village", ("not_applicable", 0)),
        ("XZ-26", "", 0.90, "village", OPEN),
    ],
)
def test_a_body_is_due_at_a_share_of_occupancy(rule, origin, occupancy, body, expected):
    community = {"origin": origin, "occupancy": occupancy, "body": body}
    assert told(check_office(community=community), rule) == expected


@pytest.mark.parametrize(
    ("planned", "body", "expected"),
    [(1499, "village", MET), (1500, "village", BROKEN), (1500, "management", MET)],
)
def test_a_part_of_a_village_that_is_planned_as_a_community_takes_its_path(planned, body, expected):
    community = {"origin": "part_village", "planned_households": planned, "body": body}
    assert told(check_office(community=community), "XZ-29") == expected


def test_a_rule_without_a_minimum_is_told_against_its_maximum():
    found = verdict(check_office([100, 60]), "XZ-02")
    assert (found.status, found.value, found.limit) == ("met", 160, 500)
    assert "160 households, against 500 households" in found.text("en")
    assert "160户，限值 500户" in found.text("zh")
