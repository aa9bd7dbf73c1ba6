"""Which layer is what, and which column: the names people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

ROLE_NAMES: dict[str, tuple[str, ...]] = {
    "buildings": (
        "buildings", "building", "bldg", "houses", "footprints", "building_footprints",
        "建筑", "建筑物", "楼栋", "楼幢", "房屋", "楼房", "住宅楼",
    ),
    "households": (
        "households", "household", "roster", "dwellings", "住户", "户籍", "户数", "住户表",
        "花名册", "楼栋户数", "单元户数", "住户统计", "户数统计", "台账",
    ),
    "communities": (
        "communities", "community", "neighborhoods", "neighbourhoods", "社区", "村社", "社区界",
        "社区边界", "社区范围", "村居",
    ),
    "boundary": (
        "boundary", "boundaries", "outline", "planning_area", "study_area", "aoi",
        "边界", "范围", "规划范围", "街道界", "镇界", "行政区划",
    ),
    "roads": (
        "roads", "road", "streets", "street", "highways", "ways", "paths", "road_network",
        "道路", "路网", "街道中心线", "道路中心线",
    ),
    "barriers": (
        "barriers", "barrier", "water", "waters", "rivers", "river", "waterways", "waterway",
        "canals", "canal", "lakes", "railways", "railway", "rail", "walls", "wall", "fences",
        "河流", "水系", "水域", "河道", "水面", "湖泊", "铁路", "围墙", "屏障",
    ),
    "gates": ("gates", "gate", "出入口", "大门", "小区出入口", "门岗"),
    "services": (
        "services", "service", "pois", "poi", "facilities", "amenities",
        "服务设施", "设施", "兴趣点", "公共服务设施", "服务点",
    ),
    "special": (
        "special", "landuse", "land_use", "landuses",
        "专属", "专属网格", "专属区域", "用地", "土地利用", "地块",
    ),
    "grids": (
        "grids", "grid", "microgrids", "microgrid", "existing_plan",
        "网格", "微网格", "现状网格", "网格划分",
    ),
    "staff": (
        "staff", "staffing", "人员配备", "人员配备表", "配备情况", "队伍配备", "社区队伍",
    ),
}  # fmt: skip

# What a count counts, by the name of its column; the same column may also be `households`.
_BASES: dict[str, tuple[str, ...]] = {
    "registered_households": ("registered_households", "户籍户数"),
    "resident_households": ("resident_households", "常住户数"),
    "dwellings": ("dwellings", "flats", "building:flats", "套数", "住宅套数"),
    "planned_households": ("planned_households", "规划户数", "设计户数", "规划总户数"),
}  # fmt: skip

# Column of `gridplan.model.TABLES` (or one the reader works with) -> names in the data, the
# most telling first. Compared without case; spaces, hyphens and colons count as underscores.
COLUMN_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "buildings": {
        "building_id": (
            "building_id", "buildingid", "bldg_id", "id", "osm_id", "osm_way_id", "fid_1",
            "楼栋编号", "楼栋编码", "楼幢编号", "建筑编号", "幢号编码", "房屋编号", "编号",
        ),
        "osm_type": ("osm_type",),
        "households": (
            "households", "household", "n_households", "dwellings", "flats", "building:flats",
            "户数", "住户数", "总户数", "居民户数", "常住户数", "户籍户数", "套数",
            "resident_households", "registered_households", "planned_households",
            "规划户数", "设计户数",
        ),
        **_BASES,
        "floors": (
            "floors", "building:levels", "levels", "n_floors", "storeys", "stories",
            "层数", "楼层", "楼层数", "地上层数", "总层数",
        ),
        "height_m": ("height_m", "height", "建筑高度", "高度", "楼高"),
        "use": ("use", "usage", "building_use", "用途", "房屋用途", "建筑用途", "使用性质", "性质"),
        "building": ("building", "建筑类型", "房屋类型"),
        "kind_detail": ("kind_detail", "category", "subtype"),
        "kind": ("kind", "type", "类型"),
        "amenity": ("amenity",),
        "shop": ("shop",),
        "office": ("office",),
        "tourism": ("tourism",),
        "leisure": ("leisure",),
        "landuse_kind": ("landuse_kind", "landuse"),
        "is_residential": ("is_residential", "residential", "是否住宅", "是否居住"),
        "compound": ("compound", "estate", "小区", "小区名称", "所属小区", "住宅小区", "小区名"),
        "building_no": ("building_no", "幢号", "栋号", "楼号", "幢", "栋"),
        "stairwells": ("stairwells", "entrances", "n_stairwells", "单元数", "单元总数", "楼道数"),
        "population": ("population", "pop", "residents", "人口", "人口数", "常住人口", "总人口"),
        "built_year": ("built_year", "year_built", "建成年份", "竣工年份", "交付年份"),
        "name": ("name", "名称", "楼栋名称", "楼名", "建筑名称"),
    },
    "households": {
        "building_id": (
            "building_id", "buildingid", "bldg_id", "楼栋编号", "楼栋编码", "楼幢编号", "建筑编号",
            "房屋编号",
        ),
        "compound": ("compound", "estate", "小区", "小区名称", "所属小区", "住宅小区", "小区名"),
        "building_no": (
            "building_no", "building", "幢号", "栋号", "楼号", "楼栋", "幢", "栋", "楼幢",
        ),
        "stairwell": ("stairwell", "stairwell_no", "entrance", "单元", "单元号", "楼道", "楼门"),
        "room": ("room", "flat", "door", "dwelling", "室", "室号", "房号", "门牌", "户室", "户号"),
        "address": ("address", "addr", "地址", "住址", "门牌地址"),
        "households": (
            "households", "household", "n_households", "dwellings", "户数", "住户数", "总户数",
            "居民户数", "常住户数", "户籍户数", "套数",
            "resident_households", "registered_households", "planned_households",
            "规划户数", "设计户数",
        ),
        **_BASES,
        "resident_group": ("resident_group", "居民小组", "居民小组编号", "所属小组"),
        "community": (
            "community_code", "community", "社区编码", "社区代码", "社区", "社区名称", "所属社区",
        ),
    },
    "communities": {
        "community_code": (
            "community_code", "code", "社区编码", "社区代码", "行政区划代码", "区划代码", "编码",
        ),
        "name": ("name", "community", "名称", "社区名称", "社区", "社区名"),
        "kind": ("kind", "type", "类型", "社区类型"),
        "occupancy": ("occupancy", "入住率"),
        "area_class": ("area_class", "城乡分类", "城乡类型", "地域类型"),
        "origin": ("origin", "安置类型", "搬迁类型", "征迁类型"),
        "body": ("body", "管理机构", "自治机构"),
        "population": ("population", "residents", "常住人口", "人口", "人口数"),
        "planned_households": ("planned_households", "规划户数"),
    },
    "roads": {
        "road_id": ("road_id", "id", "osm_id", "道路编号", "编号"),
        "name": ("name", "road_name", "名称", "道路名称", "路名"),
        "highway": (
            "highway", "class", "fclass", "road_class", "道路等级", "等级", "道路类型", "类型",
        ),
        "kind": ("kind", "type"),
        "walkable": ("walkable", "is_walkable", "可步行", "步行"),
        "foot": ("foot",),
        "access": ("access",),
        "sidewalk": ("sidewalk",),
        "is_barrier": ("barrier", "is_barrier"),
        "is_bridge": ("is_bridge", "bridge", "桥", "桥梁", "是否桥梁"),
        "is_tunnel": ("is_tunnel", "tunnel", "隧道", "是否隧道"),
        "layer": ("layer", "层级"),
    },
    "barriers": {
        "kind": ("kind", "type", "类型", "类别"),
        "natural": ("natural",),
        "waterway": ("waterway",),
        "railway": ("railway",),
        "barrier": ("barrier",),
        "water": ("water",),
        "leisure": ("leisure",),
        "tunnel": ("tunnel", "is_tunnel"),
        "name": ("name", "名称", "河流名称"),
    },
    "gates": {"compound": ("compound", "estate", "小区", "小区名称", "所属小区", "name", "名称")},
    "services": {
        "service_id": ("service_id", "id", "osm_id", "设施编号", "编号"),
        "category": ("category", "类别", "设施类别", "设施类型", "类型"),
        "kind": ("kind", "fclass", "type"),
        "amenity": ("amenity",),
        "shop": ("shop",),
        "healthcare": ("healthcare",),
        "leisure": ("leisure",),
        "public_transport": ("public_transport",),
        "railway": ("railway",),
        "highway": ("highway",),
        "tourism": ("tourism",),
        "office": ("office",),
        "craft": ("craft",),
        "name": ("name", "名称", "设施名称"),
        "area_m2": ("area_m2", "area", "floor_area_m2", "面积", "建筑面积"),
        "activity_area_m2": ("activity_area_m2", "居民活动面积", "活动区域面积", "活动面积"),
        "service_area_m2": ("service_area_m2", "服务和活动面积", "服务活动面积"),
        "rooms": ("rooms", "用房", "功能用房", "功能室"),
        "open_year": ("open_year", "启用年份", "投用年份"),
    },
    "special": {
        "kind": ("kind", "type", "类型", "类别", "专属类型", "用地性质", "用地类型"),
        "amenity": ("amenity",),
        "leisure": ("leisure",),
        "tourism": ("tourism",),
        "landuse": ("landuse", "fclass"),
        "natural": ("natural",),
        "name": ("name", "名称"),
    },
    "grids": {
        "grid_code": ("grid_code", "网格编码", "网格编号", "网格代码"),
        "microgrid_code": ("microgrid_code", "微网格编码", "微网格编号", "微网格代码"),
        "code": ("code", "编码", "编号", "代码"),
        "level": ("level", "层级"),
        "parent_code": ("parent_code", "上级编码"),
        "name": ("name", "网格名称", "微网格名称", "名称"),
        "building_id": ("building_id", "楼栋编号", "楼栋编码", "建筑编号"),
    },
    "staff": {
        "code": ("code", "community_code", "grid_code", "编码", "社区编码", "网格编码", "社区"),
        "workers": ("workers", "专职社区工作者数", "社区工作者数"),
        "representatives": ("representatives", "居民代表数"),
        "resident_representatives": ("resident_representatives", "其中居民数", "居民身份代表数"),
        "organizations": ("organizations", "organisations", "社会组织数", "社区社会组织数"),
        "grid_team": ("grid_team", "网格队伍人数", "网格配备人数"),
        "community_team": ("community_team", "社区岗位数", "社区队伍人数"),
        "deputies": ("deputies", "增配专职副职数", "专职副职数"),
        "building_leaders": ("building_leaders", "楼门栋长数", "楼栋长数"),
        "resident_groups": ("resident_groups", "居民小组数"),
        "party_units": ("party_units", "党支部和党小组数", "党组织数"),
        "office_yuan": ("office_yuan", "工作经费元", "办公经费元"),
        "fund_yuan": ("fund_yuan", "专项经费元"),
        "running_yuan": ("running_yuan", "运转经费元"),
    },
}  # fmt: skip
COLUMN_NAMES["boundary"] = COLUMN_NAMES["communities"]

LON_NAMES = ("lon", "lng", "longitude", "经度", "x")
LAT_NAMES = ("lat", "latitude", "纬度", "y")
_SHAPEFILE_NAME_BYTES = 10


def fold(name: str) -> str:
    """Fold a layer or column name: width, case, and what stands between words.

    Examples
    --------
    >>> fold("Building:Levels"), fold("ＩＤ "), fold("Land-Use")
    ('building_levels', 'id', 'land_use')
    """
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    return re.sub(r"[\s:\-.]+", "_", text).strip("_")


def role_of(layer: str, stem: str, layer_map: Mapping[str, str]) -> str:
    """Return the role of a layer by its name or its file's stem, "" when nothing says it."""
    chosen = {fold(one): role for role, text in layer_map.items() for one in text.split(",")}
    names = [fold(layer), fold(stem)]
    for folded in names:
        if folded in chosen:
            return chosen[folded]
    return next(filter(None, map(_role_by_name, names)), "")


def _role_by_name(name: str) -> str:
    known = {fold(alias): role for role, aliases in ROLE_NAMES.items() for alias in aliases}
    if name in known:
        return known[name]
    roles = {known[word] for word in re.split(r"[_\d]+", name) if word in known}
    if len(roles) == 1:
        return roles.pop()
    # Chinese names end in what they are: 某某社区道路 are roads
    end = name.rstrip("_图层数据0123456789")
    endings = [alias for alias in known if not alias.isascii() and end.endswith(alias)]
    return known[max(endings, key=len)] if endings else ""


def match_columns(
    role: str, columns: Iterable[str], *, column_map: Mapping[str, str], is_shapefile: bool = False
) -> dict[str, str]:
    """Map the columns of a role to names in the data.

    Of several names for one thing the most telling wins. Names cut at ten bytes, as shapefiles
    do, count as the full name.
    """
    present: dict[str, str] = {}
    for name in columns:
        present.setdefault(fold(name), name)
    found: dict[str, str] = {}
    for column, aliases in COLUMN_NAMES[role].items():
        wanted = column_map.get(f"{role}.{column}")
        for alias in (wanted,) if wanted else aliases:
            named = _present_name(alias, present, is_shapefile)
            is_free = column in _BASES or named not in found.values()
            if named is not None and (wanted or is_free):
                found[column] = named
                break
    return found


def _present_name(alias: str, present: Mapping[str, str], is_shapefile: bool) -> str | None:
    folded = fold(alias)
    if folded in present:
        return present[folded]
    if is_shapefile:
        for encoding in ("utf-8", "gb18030"):
            cut = alias.encode(encoding)[:_SHAPEFILE_NAME_BYTES].decode(encoding, "ignore")
            if cut != alias and fold(cut) in present:
                return present[fold(cut)]
    return None
