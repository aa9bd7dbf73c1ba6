"""Towns of any size: copies of the sample laid side by side."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pandas as pd

from gridplan.sample import sample_folder

CRS = "EPSG:4549"
KEYS = {
    "buildings": "building_id",
    "communities": "community_code",
    "roads": "road_id",
    "services": "service_id",
}
SPACING_M = 2000.0


def n_sample_buildings() -> int:
    """Return how many buildings one copy has."""
    return len(geopandas.read_file(sample_folder() / "buildings.geojson"))


def write_town(folder: Path, *, n_copies: int) -> None:
    """Write *n_copies* of the sample into *folder* as GeoPackages and a roster."""
    side = int(n_copies**0.5 + 0.999)
    for path in sorted(sample_folder().glob("*.geojson")):
        layer = geopandas.read_file(path).to_crs(CRS)
        copies = [_copy(layer, path.stem, copy, side) for copy in range(n_copies)]
        pd.concat(copies, ignore_index=True).to_file(folder / f"{path.stem}.gpkg", layer=path.stem)
    roster = next(sample_folder().glob("*.xlsx"))
    rows = pd.read_excel(roster, dtype=str)
    ids = rows.columns[0]
    copies = [rows.assign(**{ids: f"C{copy}-" + rows[ids]}) for copy in range(n_copies)]
    pd.concat(copies).to_csv(folder / f"{roster.stem}.csv", index=False)


def _copy(layer: geopandas.GeoDataFrame, name: str, copy: int, side: int) -> geopandas.GeoDataFrame:
    shifted = layer.assign(
        geometry=layer.translate(SPACING_M * (copy % side), SPACING_M * (copy // side))
    )
    if name == "communities":
        return shifted.assign(
            community_code=[f"{copy:03d}{code[3:]}" for code in layer["community_code"]]
        )
    if name in KEYS:
        return shifted.assign(**{KEYS[name]: f"C{copy}-" + layer[KEYS[name]].astype(str)})
    return shifted
