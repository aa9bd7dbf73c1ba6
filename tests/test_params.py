import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridplan.errors import ParamError
from gridplan.params import Band, Params


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("50:80", Band(50, 80)),
        ("200:300:250", Band(200, 300, 250)),
        (":500", Band(0, 500)),
        ("50:", Band(50)),
        (" 50:80 ", Band(50, 80)),
    ],
)
def test_a_band_is_written_min_max_target(text, band):
    assert Band.parse(text) == band


@pytest.mark.parametrize("text", ["", ":", "80", "a:b", "50-80", "-5:80", "50:80:x"])
def test_what_is_no_band_is_refused_with_an_example(text):
    with pytest.raises(ParamError, match="for example 200:300"):
        Band.parse(text)


@pytest.mark.parametrize("text", ["80:50", "0:0"])
def test_an_empty_band_is_refused(text):
    with pytest.raises(ParamError, match="empty"):
        Band.parse(text)


@pytest.mark.parametrize(
    ("households", "inside"), [(49, False), (50, True), (80, True), (81, False)]
)
def test_both_bounds_belong_to_the_band(households, inside):
    assert Band(50, 80).contains(households) is inside


@given(st.integers(0, 999), st.none() | st.integers(1000, 9999), st.none() | st.integers(1, 9999))
def test_a_band_reads_back_as_it_is_written(low, high, target):
    band = Band(low, high, target)
    assert Band.parse(str(band)) == band


def test_parameters_read_back_from_plain_values():
    params = Params.from_dict({"seed": 7, "partition": {"bands": {"grid": "200:300"}}})
    assert Params.from_dict(params.to_dict()) == params
    assert params.partition.bands["grid"] == Band(200, 300)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sead = 1", "unknown parameter sead"),
        ("[coverage]\nwalk = 1", "unknown parameter coverage.walk"),
        ("seed = 'x'", "seed is 'x'"),
        ("seed = true", "seed is True"),
        ("coverage = 3", "coverage is a table"),
        ("[partition.bands]\ngrid = '300:200'", "empty"),
        ("household_basis = 'guess'", "registered"),
        ("seed = ", "cannot be read as parameters"),
    ],
)
def test_a_wrong_parameter_file_says_where_it_is_wrong(tmp_path, text, message):
    path = tmp_path / "params.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParamError, match=message) as caught:
        Params.from_toml(path)
    assert "params.toml" in str(caught.value)


def test_a_whole_number_does_for_a_float():
    assert Params.from_dict({"coverage": {"walk_m_per_min": 80}}).coverage.walk_m_per_min == 80.0
