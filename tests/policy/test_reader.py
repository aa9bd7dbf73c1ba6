"""A profile that breaks the schema is refused with file, line and key."""

import re

import pytest

from gridplan.errors import ParamError
from gridplan.policy import load_profile, read_profile
from gridplan.policy.lines import line_of

MINIMAL = """schema = "gridplan.policy/1"
id = "village-1"
name_zh = "某村"
name_en = "A village"

[source]
title = "试行办法"
issuer = "某镇"
date = "2024-01-01"
status = "issued"

[strength_severity]
must = "error"
principle = "error_unless_waived"
general = "warning"
about = "warning"
encourage = "info"
goal = "info"
context = "info"

[[level]]
id = "grid"
name_zh = "网格"
[[level.size]]
variant = "standard"
unit = "household"
min = 100
max = 200
strength = "must"
rule = "V-01"
cite = "v-size"

[[facility_area]]
facility = "center"
formula = "20*N/100"
examples = { "500" = 100 }
strength = "must"
rule = "V-02"
cite = "v-size"

[[citation]]
id = "v-size"
clause = "一"
anchor = "100户"
"""


def test_a_profile_of_ones_own_is_read_from_a_file(tmp_path):
    file = tmp_path / "village.toml"
    file.write_text(MINIMAL, encoding="utf-8")
    profile = load_profile(str(file))
    assert str(profile.size_rule("grid").band) == "100:200"
    assert read_profile(profile.source_text) == profile


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("max = 200", "maximum = 200", 28, "level 1, size 1, maximum: unknown key; known here: "),
        ("min = 100", "min = 300", 27, "level 1, size 1, min: 300 is above the max 200"),
        ("min = 100", "min = -1", 27, "min: -1: a whole number of at least 0 is expected"),
        ("min = 100", "min = true", 27, "min: True: a whole number of at least 0 is expected"),
        ("max = 200", 'max = "200"', 28, "max: '200': a whole number"),
        ('strength = "must"', 'strength = "should"', 29, "strength: 'should': it may be must, "),
        ('cite = "v-size"', "", 24, "level 1, size 1: the key 'cite' is missing"),
        ('cite = "v-size"', 'cite = "v-none"', 31, "no [[citation]] has the id 'v-none'"),
        ('rule = "V-01"', "", 24, "the key 'rule' is missing"),
        ('unit = "household"', 'unit = "person"', 26, "unit: 'person': it may be household"),
        ('status = "issued"', 'status = "secret"', 10, "status: 'secret': it may be issued, draft"),
        ('schema = "gridplan.policy/1"', 'schema = "x"', 1, "schema: 'x': it may be gridplan"),
        ('must = "error"', 'must = "fatal"', 13, "strength_severity, must: 'fatal': "),
        ('name_zh = "网格"', 'name_zh = ""', 23, "name_zh: '': a text that is not empty"),
        ("20*N/100", "20*N**2", 35, "formula: '20*N**2': The formula '20*N**2' cannot be read"),
        ("20*N/100", "20*X/100", 35, "a formula knows N and P, not X"),
        ('"500" = 100', '"500" = 120', 36, "examples: the formula gives 100 for 500, not 120"),
        ('"500" = 100', '"many" = 100', 36, "examples: 'many' cannot be put into the formula"),
        ("[[facility_area]]", "[[facility_arena]]", 33, "facility_arena: unknown key"),
        ('clause = "一"', "", 41, "citation 1: the key 'clause' is missing"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_key(old, new, line, message):
    with pytest.raises(ParamError, match=re.escape(message)) as error:
        read_profile(MINIMAL.replace(old, new, 1), file="village.toml")
    assert f"village.toml, line {line}: " in str(error.value)


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("[[level]]\nid = 'grid'\nname_zh = '网格'", "level 2, id: the level 'grid' repeats"),
        ("[[citation]]\nid='v-size'\nclause='二'\nanchor='x'", "the citation 'v-size' repeats"),
        (
            "[options]\nhousehold_basis = 'persons'",
            "options, household_basis: 'persons': it may be",
        ),
        ("[coverage]\nid = 'x'", "coverage: write it as [[coverage]]"),
        ("[options]\nabout_tolerance = 1.5", "about_tolerance: 1.5: a share from 0 to 1"),
        ("[options]\npersons_per_household_planning = inf", "a number of at least 0 is expected"),
    ],
)
def test_a_fault_of_an_added_table_is_found(addition, message):
    with pytest.raises(ParamError, match=re.escape(message)):
        read_profile(f"{MINIMAL}\n{addition}\n")


SIZE = """[[level.size]]
variant = "other"
unit = "household"
max = 50
{extra}
strength = "must"
rule = "V-03"
cite = "v-size"

[[facility_area]]"""


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("", "level 1, size 2: an earlier size applies to the same communities"),
        ("applies_when = 'N > 3'", "write it as community.kind in ['merged', 'complex']"),
        ("applies_when = \"community.kind in ['big']\"", "a community may be ordinary, merged"),
        ("derived = ['target']", "size 2, derived: 'target' is not a key of this table"),
    ],
)
def test_a_second_size_must_say_where_it_applies(extra, message):
    text = MINIMAL.replace("[[facility_area]]", SIZE.format(extra=extra))
    with pytest.raises(ParamError, match=re.escape(message)):
        read_profile(text)


def test_all_faults_are_told_at_once():
    text = MINIMAL.replace("min = 100", "min = -1").replace('clause = "一"', "")
    with pytest.raises(ParamError) as error:
        read_profile(text)
    assert "min: -1" in str(error.value)
    assert "'clause' is missing" in str(error.value)


def test_a_profile_without_levels_is_refused():
    text = re.sub(r"\[\[level\]\].*?(?=\[\[facility)", "", MINIMAL, flags=re.DOTALL)
    with pytest.raises(ParamError, match="names at least one level"):
        read_profile(text)


def test_a_target_with_a_tolerance_gives_the_bounds():
    text = MINIMAL.replace("min = 100\nmax = 200", "target = 300\ntolerance_rel = 0.2")
    assert str(read_profile(text).size_rule("grid").band) == "240:360:300"


def test_a_draft_of_ones_own_is_capped_too():
    profile = read_profile(MINIMAL.replace('"issued"', '"draft"'))
    assert profile.size_rule("grid").severity == "info"


def test_an_unknown_profile_lists_those_there_are():
    with pytest.raises(
        ParamError, match="no profile 'xiuzhou'. Give one of binhai-2023, .*xiuzhou-2023"
    ):
        load_profile("xiuzhou")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id = ", r"p.toml cannot be read as TOML: Invalid value \(at end of document\)"),
        ("名".encode("gbk"), "p.toml is not UTF-8 text"),
        (b"#" * 1_000_001, "p.toml is larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_profile_is_refused(tmp_path, content, message):
    file = tmp_path / "p.toml"
    file.write_bytes(content)
    with pytest.raises(ParamError, match=message):
        load_profile(str(file))


def test_the_line_of_a_missing_key_is_that_of_its_table():
    assert line_of(MINIMAL, ("level", 0, "size", 0, "basis")) == 24
    assert line_of(MINIMAL, ("nothing",)) is None
