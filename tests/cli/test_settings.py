import pytest

from gridplan.cli.settings import params_from_flags, read_options
from gridplan.errors import ParamError
from gridplan.params import Band


def test_no_flag_means_the_defaults():
    params = params_from_flags({})
    assert params.seed == 0
    assert params.coverage.walk_m_per_min == 66.0


def test_a_flag_wins_over_the_file_which_wins_over_the_default(tmp_path):
    path = tmp_path / "params.toml"
    path.write_text("seed = 5\n[coverage]\nwalk_m_per_min = 80.0\nlimit_minutes = 10.0\n")
    params = params_from_flags({"params": path, "walk_m_per_min": 50.0})
    assert (params.seed, params.coverage.walk_m_per_min) == (5, 50.0)
    assert params.coverage.limit_minutes == 10.0


def test_bands_are_given_by_level():
    params = params_from_flags({"levels": ("grid=200:300", "microgrid=50:80:65")})
    assert params.partition.bands == {"grid": Band(200, 300), "microgrid": Band(50, 80, 65)}


@pytest.mark.parametrize(
    ("text", "bands"),
    [("community", {}), ("community=1500:3000", {"community": Band(1500, 3000)})],
)
def test_communities_are_drawn_anew_where_their_level_is_named(text, bands):
    search = params_from_flags({"levels": (text,)}).partition
    assert search.is_community_redrawn
    assert search.bands == bands
    assert not params_from_flags({"levels": ("grid=1:2",)}).partition.is_community_redrawn


@pytest.mark.parametrize("text", ["grid", "street=1:2", "grid=", "grid=300:200"])
def test_a_wrong_level_is_refused(text):
    with pytest.raises(ParamError):
        params_from_flags({"levels": (text,)})


def test_estimation_is_asked_for():
    flags = {
        "estimate_households": True,
        "total_households": 900,
        "no_estimate_stairwells": True,
    }
    estimate = params_from_flags(flags).estimate
    assert (estimate.is_enabled, estimate.total_households) == (True, 900)
    assert not estimate.is_stairwells_enabled


def test_columns_and_layers_are_named_with_map():
    options = read_options({"mappings": ("buildings.households=户数", "buildings=楼栋")})
    assert options.column_map == {"buildings.households": "户数"}
    assert options.layer_map == {"buildings": "楼栋"}


@pytest.mark.parametrize("text", ["buildings", "=x", "buildings.households="])
def test_a_wrong_mapping_is_refused(text):
    with pytest.raises(ParamError, match="--map"):
        read_options({"mappings": (text,)})


def test_an_unknown_basis_is_refused():
    with pytest.raises(ParamError, match="registered"):
        read_options({"household_basis": "guess"})
