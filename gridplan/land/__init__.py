"""Land: cells that tile each community, bounded by streets and water, and which cells touch."""

from gridplan.land.build import build_land
from gridplan.land.polygons import dissolve, zone_polygons

__all__ = ["build_land", "dissolve", "zone_polygons"]
