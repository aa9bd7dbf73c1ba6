"""An independent checker of a finished run: it reads only the exported files.

It shares no code with the product, so that a mistake in both would have to be made twice.
"""

import json
import re
from pathlib import Path

import geopandas
import numpy as np
import shapely

FILES = (
    "plan.gpkg",
    "units.geojson",
    "grids.geojson",
    "microgrids.geojson",
    "coverage.geojson",
    "map.html",
    "report.html",
    "report.json",
)
ZONE_FIELDS = {
    "code", "name", "level", "parent_code", "community_code", "households", "n_units", "area_m2",
    "status", "kind",
}  # fmt: skip
LEVEL_FIELDS = {
    "n_zones", "min_households", "max_households", "n_in_band", "n_out_of_band", "n_unavoidable",
    "n_not_contiguous", "n_compounds_split", "objective_household_m", "lower_bound_household_m",
    "gap",
}  # fmt: skip
STAGES = {"load", "units", "adjacency", "partition", "check", "coverage", "render", "total"}


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


class RunChecker:
    """Collects every contradiction between the files of one run."""

    def __init__(self, folder, *, metric_crs):
        self.folder = Path(folder)
        self.report = load(self.folder / "report.json")
        self.units = geopandas.read_file(self.folder / "units.geojson")
        self.zones = {
            level: geopandas.read_file(self.folder / f"{level}s.geojson")
            for level in ("grid", "microgrid")
        }
        self.metric_crs = metric_crs
        self.problems = []

    def expect(self, condition, message):
        if not condition:
            self.problems.append(message)

    def run(self):
        self.check_files()
        self.check_report()
        self.check_households()
        for level, zones in self.zones.items():
            if len(zones):
                self.check_fields(level, zones)
                self.check_members(level, zones)
                self.check_tiling(level, zones)
                self.check_bands(level, zones)
        if len(self.zones["microgrid"]):
            self.check_nesting()
        self.check_coverage()
        return self.problems

    def check_files(self):
        have = {path.name for path in self.folder.iterdir()}
        self.expect(set(FILES) <= have, f"missing {set(FILES) - have}")
        self.expect(not [n for n in have if "tmp" in n], f"left over {have}")
        for name in FILES:
            if name.endswith(".geojson"):
                content = load(self.folder / name)
                self.expect("crs" not in content, f"{name} has a crs member")
        page = (self.folder / "map.html").read_text(encoding="utf-8")
        remote = re.findall(r"""(?:src|href)\s*=\s*["']https?://[^"']+""", page)
        remote = [link for link in remote if "leafletjs.com" not in link]
        self.expect(not remote, f"map.html asks for {remote[:3]}")

    def check_report(self):
        keys = {"gridplan", "profile", "seed", "language", "inputs", "households", "levels",
                "violations", "coverage", "timings_s"}  # fmt: skip
        self.expect(keys <= set(self.report), f"report lacks {keys - set(self.report)}")
        for level, summary in self.report["levels"].items():
            self.expect(
                set(summary) >= LEVEL_FIELDS, f"{level} lacks {LEVEL_FIELDS - set(summary)}"
            )
        self.expect(set(self.report["timings_s"]) >= STAGES, "stages are missing")

    def check_households(self):
        households = self.units["households"]
        self.expect((households >= 0).all(), "negative households")
        self.expect(np.issubdtype(households.dtype, np.integer), "households are not integers")
        total = self.report["households"]["total"]
        self.expect(households.sum() == total, f"units hold {households.sum()}, report {total}")
        self.expect(self.units["unit_id"].is_unique, "unit ids repeat")

    def check_fields(self, level, zones):
        self.expect(set(zones.columns) >= ZONE_FIELDS, f"{level}: {ZONE_FIELDS - set(zones)}")
        self.expect(zones["code"].is_unique, f"{level} codes repeat")
        codes = zones["code"].map(lambda code: isinstance(code, str) and code.isdigit())
        self.expect(codes.all(), f"{level} codes are not digits as text")
        prefixed = [
            c.startswith(p) for c, p in zip(zones["code"], zones["parent_code"], strict=True)
        ]
        self.expect(all(prefixed), f"{level} codes do not start with the parent's")
        self.expect(set(zones["status"]) <= {"ok", "warning", "error"}, "unknown status")
        self.expect(set(zones["kind"]) <= {"ordinary", "special"}, "unknown kind")

    def check_members(self, level, zones):
        column = f"{level}_code"
        self.expect(self.units[column].notna().all(), f"units without {column}")
        self.expect(set(self.units[column]) <= set(zones["code"]), f"unknown {column} in units")
        sums = self.units.groupby(column)["households"].sum().reindex(zones["code"], fill_value=0)
        self.expect((sums.to_numpy() == zones["households"]).all(), f"{level} households differ")
        counts = self.units.groupby(column).size().reindex(zones["code"], fill_value=0)
        self.expect((counts.to_numpy() == zones["n_units"]).all(), f"{level} n_units differ")

    def check_tiling(self, level, zones):
        polygons = zones.geometry.to_numpy()
        self.expect(shapely.is_valid(polygons).all(), f"{level}: invalid polygons")
        self.expect(shapely.coverage_is_valid(polygons), f"{level}: zones overlap or do not match")
        listed = {v["code"] for v in self.report["violations"] if v["rule"] == "contiguity"}
        torn = set(zones["code"][shapely.get_num_geometries(polygons) > 1])
        self.expect(torn <= listed, f"{level}: torn but not listed {sorted(torn - listed)[:3]}")
        measured = zones.to_crs(self.metric_crs).area
        near = np.isclose(measured, zones["area_m2"], rtol=1e-3, atol=1.0)
        self.expect(near.all(), f"{level}: area_m2 is off for {zones['code'][~near].tolist()[:3]}")

    def check_bands(self, level, zones):
        summary = self.report["levels"][level]
        low, high = summary["min_households"], summary["max_households"] or float("inf")
        ordinary = zones[zones["kind"] == "ordinary"]
        out = set(ordinary["code"][~ordinary["households"].between(low, high)])
        sizes = dict(zip(zones["code"], zones["households"], strict=True))
        listed = {
            v["code"]
            for v in self.report["violations"]
            if v["level"] == level and v["value"] == sizes.get(v["code"])
        }
        self.expect(out <= listed, f"{level}: unlisted out of band {sorted(out - listed)[:3]}")
        self.expect(len(ordinary) == summary["n_zones"], f"{level}: n_zones")
        # Bands may differ by kind of community; the printed one is around all of them.
        self.expect(len(out) <= summary["n_out_of_band"], f"{level}: n_out_of_band")
        inside = summary["n_zones"] - summary["n_out_of_band"]
        self.expect(inside == summary["n_in_band"], f"{level}: n_in_band")
        n_listed = len(listed & set(ordinary["code"]))
        self.expect(n_listed == summary["n_out_of_band"], f"{level}: {n_listed} listed")

    def check_nesting(self):
        grids, micro = self.zones["grid"], self.zones["microgrid"]
        parent = micro.set_index("code")["parent_code"]
        mapped = self.units["microgrid_code"].map(parent)
        self.expect((mapped == self.units["grid_code"]).all(), "a micro-grid leaves its grid")
        self.expect(set(micro["parent_code"]) == set(grids["code"]), "a grid has no micro-grid")
        dissolved = micro.dissolve("parent_code").reindex(grids["code"]).geometry.to_numpy()
        difference = shapely.area(
            shapely.symmetric_difference(dissolved, grids.geometry.to_numpy())
        )
        self.expect(difference.sum() < 1e-12, "micro-grids do not tile their grid")

    def check_coverage(self):
        covered = geopandas.read_file(self.folder / "coverage.geojson")
        self.expect(set(covered["unit_id"]) == set(self.units["unit_id"]), "coverage misses units")
        for category, found in self.report["coverage"]["categories"].items():
            self.check_category(covered, category, found)

    def check_category(self, covered, category, found):
        minutes = covered[f"minutes_{category}"].astype(float)
        self.expect(not (minutes < 0).any(), f"{category}: negative minutes")
        if found["n_services"] == 0:
            self.expect(found["share_within_15"] is None, f"{category}: share without services")
            self.expect(minutes.isna().all(), f"{category}: minutes without services")
            return
        weight = covered["households"]
        share = weight[minutes <= 15].sum() / max(weight.sum(), 1)
        self.expect(abs(share - found["share_within_15"]) < 0.002, f"{category}: share {share}")


def share_in_band(report, level):
    """Share of zones in band among those that some plan could bring into it."""
    summary = report["levels"][level]
    avoidable = summary["n_zones"] - summary["n_unavoidable"]
    return summary["n_in_band"] / max(avoidable, 1)
