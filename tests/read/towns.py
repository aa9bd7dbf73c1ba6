"""A street with a few houses near Jiaxing, written in any format."""

from __future__ import annotations

import warnings

import geopandas
import shapely

from gridplan.read import ReadOptions, inspect, load

CRS = "EPSG:4549"
X, Y = 571_000.0, 3_404_000.0


def house(i, size_m=10.0):
    return shapely.box(X + 30 * i, Y, X + 30 * i + size_m, Y + size_m)


def buildings(n=3, **columns):
    data = {
        "building_id": [f"00{i + 1}" for i in range(n)],
        "households": list(range(10, 10 + n)),
        "use": ["住宅"] * n,
        "compound": ["梅园小区"] * n,
        **columns,
    }
    geometry = data.pop("geometry", [house(i) for i in range(n)])
    return geopandas.GeoDataFrame(data, geometry=geometry, crs=CRS)


def communities(*bounds, codes=("330411001001", "330411001002"), names=("东风社区", "西湖社区")):
    boxes = [shapely.box(X + a, Y - 100, X + b, Y + 100) for a, b in bounds or [(-50, 200)]]
    n = len(boxes)
    return geopandas.GeoDataFrame(
        {"community_code": codes[:n], "name": names[:n]}, geometry=boxes, crs=CRS
    )


def roads(**columns):
    line = shapely.LineString([(X - 50, Y - 20), (X + 150, Y - 20)])
    return geopandas.GeoDataFrame({"name": ["东路"], **columns}, geometry=[line], crs=CRS)


def put(folder, **frames):
    """Write each frame as GeoPackage; returns the folder."""
    for name, frame in frames.items():
        frame.to_file(folder / f"{name}.gpkg", layer=name)
    return folder


def put_shapefile(frame, path, *, encoding, has_cpg=True):
    """Write a shapefile, whose names GDAL cuts at ten bytes with a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, encoding=encoding)
    if not has_cpg:
        path.with_suffix(".cpg").unlink()


def notes(source, kind=None, **options):
    """Read and return the notes of a kind by short key."""
    found = inspect(source, options=ReadOptions(**options)).notes
    return {n.key.removeprefix("read."): n for n in found if kind in (None, n.kind)}


def read(source, **options):
    return load(source, options=ReadOptions(**options))
