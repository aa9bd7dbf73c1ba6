"""What stands where in the sample town, in metres on the drawing board (see `frame`).

Everything is made up: streets, compounds, communities and their codes.
"""

from __future__ import annotations

from dataclasses import dataclass

Points = list[tuple[float, float]]

SEED = 20230901

BOUNDARY: Points = [
    (-25, -15), (300, -25), (700, -10), (1000, -20), (1300, -15), (1610, 10), (1640, 300),
    (1620, 650), (1645, 1000), (1600, 1190), (1200, 1225), (800, 1205), (400, 1220), (0, 1200),
    (-35, 800), (-15, 400),
]  # fmt: skip


@dataclass(frozen=True)
class Community:
    """A community, a point of the board inside it, and what its office keeps of it.

    `origin` is how its estate came about, `body` who runs it, `center` the floor of its service
    center in m2: all of it, residents' activities, activities and service together.
    """

    code: str
    name: str
    kind: str
    occupancy: float
    at: tuple[float, float]
    origin: str
    body: str
    population: int
    center: tuple[int, int, int]


COMMUNITIES = (
    Community(
        "330499101001", "锦溪社区", "ordinary", 0.93, (300, 900),
        "", "社区居委会", 7700, (1900, 1180, 1370),
    ),
    Community(
        "330499101002", "和安社区", "merged", 0.88, (300, 500),
        "整村安置", "社区管委会", 7600, (1880, 1150, 1350),
    ),
    Community(
        "330499101003", "菱湖社区", "complex", 0.76, (1400, 500),
        "多村安置", "社区居委会", 7900, (1950, 1190, 1400),
    ),
)  # fmt: skip

# what every service center has; the one of 菱湖社区 has no reading room
ROOMS = (
    "办公室", "调解室", "阅览室", "支部活动室", "社工服务室", "志愿服务站", "综治工作站",
    "卫生服务站", "居民会客厅", "三务公开栏", "文化宣传栏", "文明公益广告", "一老一小服务设施",
    "中国社区标识", "标识标牌", "机构名牌", "文化礼堂", "社区老年食堂", "农贸市场", "便民超市",
    "农资经营网点",
)  # fmt: skip
NO_READING_ROOM = "菱湖社区"
OPEN_YEAR = 2016  # of the centers: that of the first homes
BUILT_YEARS = {"slabs": 2016, "high": 2018, "towers": 2021}

STAFF_HEADINGS = (
    "社区编码", "社区工作者数", "居民代表数", "其中居民数", "社会组织数", "网格队伍人数",
    "社区岗位数", "专职副职数", "居民小组数", "党支部和党小组数", "工作经费元", "专项经费元",
    "运转经费元",
)  # fmt: skip
STAFF = (
    ("330499101001", 14, 60, 45, 10, 64, 6, 1, 32, 16, 60_000, 90_000, 400_000),
    ("330499101002", 14, 70, 52, 12, 64, 6, 1, 34, 16, 60_000, 90_000, 400_000),
    ("330499101003", 15, 50, 40, 11, 64, 6, 1, 36, 16, 60_000, 90_000, 400_000),
)


@dataclass(frozen=True)
class Canal:
    """A canal along a line; a road crosses it only if it has a bridge there."""

    name: str
    width_m: float
    points: Points


CANALS = (
    Canal("菱塘港", 28, [(1000, 1290), (1015, 1100), (1050, 960), (1085, 800), (1062, 640),
                       (985, 500), (960, 400), (935, 250), (950, 100), (1000, -60)]),
    Canal("横泾河", 16, [(-60, 285), (150, 262), (330, 248), (520, 268), (700, 255), (850, 240),
                       (940, 235)]),
    Canal("河角浜", 12, [(150, 262), (190, 185), (262, 100), (250, -60)]),
)  # fmt: skip

RAILWAY: Points = [(1220, 1310), (1390, 1165), (1560, 1085), (1720, 1035)]


@dataclass(frozen=True)
class Street:
    """A street along a line; `bridges` names the canals and railways it crosses."""

    name: str
    highway: str
    width_m: float
    points: Points
    bridges: tuple[str, ...] = ()


STREETS = (
    Street("振兴大道", "primary", 34,
           [(-40, 640), (400, 650), (800, 632), (1200, 640), (1650, 655)], ("菱塘港",)),
    Street("康乐路", "secondary", 22,
           [(-40, 922), (330, 930), (700, 938), (980, 930), (1130, 926), (1330, 918), (1660, 935)],
           ("菱塘港",)),
    Street("新民路", "secondary", 20,
           [(322, 1225), (336, 930), (325, 645), (338, 400), (328, 248), (330, 118)], ("横泾河",)),
    Street("文昌路", "secondary", 20,
           [(690, 1215), (703, 935), (686, 637), (697, 403), (690, 266)]),
    Street("湖东路", "secondary", 20,
           [(1316, 1196), (1333, 918), (1322, 645), (1342, 430), (1330, 240), (1348, -25)]),
    Street("安居路", "tertiary", 14, [(-25, 408), (338, 400), (697, 403), (912, 398)]),
    Street("滨河路", "tertiary", 12,
           [(950, 1205), (963, 1100), (1000, 960), (1034, 800), (1011, 640), (936, 508), (911, 398),
            (878, 256)]),
    Street("菱塘路", "tertiary", 12, [(994, 455), (1120, 425), (1342, 430), (1632, 445)]),
    Street("兴业路", "tertiary", 12, [(250, 126), (330, 118), (600, 105), (934, 112)]),
    Street("锦溪巷", "residential", 9, [(172, 928), (160, 642)]),
    Street("书院路", "residential", 10, [(506, 645), (520, 934)]),
    Street("望溪巷", "residential", 9, [(331, 782), (512, 796)]),
    Street("听雨巷", "residential", 9, [(697, 800), (870, 790), (1033, 800)]),
    Street("桂花路", "residential", 9, [(168, 925), (160, 1205)]),
    Street("云溪路", "residential", 10, [(521, 934), (505, 1215)]),
    Street("秋实巷", "residential", 8, [(328, 1085), (512, 1070)]),
    Street("和安路", "residential", 10, [(183, 403), (170, 642)]),
    Street("福源巷", "residential", 9, [(332, 528), (520, 520), (690, 530)]),
    Street("永乐巷", "residential", 9, [(520, 402), (508, 522)]),
    Street("望港弄", "residential", 8, [(692, 528), (810, 522), (944, 519)]),
    Street("福源弄", "residential", 8, [(514, 521), (510, 642)]),
    Street("桂香巷", "residential", 8, [(-32, 1078), (164, 1070), (331, 1075)]),
    Street("云溪弄", "residential", 8, [(697, 1068), (965, 1060)]),
    Street("望港巷", "residential", 9, [(508, 401), (518, 282)]),
    Street("厂前路", "residential", 9, [(610, 105), (618, -15)]),
    Street("学前路", "residential", 9, [(1482, 650), (1478, 924)]),
    Street("荷塘路", "residential", 9, [(1484, 651), (1492, 438)]),
    Street("东浜路", "residential", 9, [(1042, 1110), (1200, 1085), (1326, 1090)]),
    Street("河角路", "residential", 7, [(-32, 172), (60, 168), (203, 160)]),
    Street("北圩埂", "residential", 6,
           [(1478, 926), (1490, 1010), (1508, 1105), (1555, 1130), (1600, 1125)], ("铁路",)),
    Street("菱塘村道", "residential", 6,
           [(1334, 330), (1240, 318), (1160, 345), (1075, 300), (1035, 215), (1065, 120),
            (1160, 62), (1342, 70)]),
    Street("菱塘中弄", "residential", 5, [(1160, 343), (1180, 240), (1150, 150), (1072, 118)]),
    Street("菱塘南弄", "residential", 5, [(1180, 240), (1255, 205), (1332, 215)]),
    Street("菱塘东弄", "residential", 6,
           [(1336, 305), (1420, 318), (1500, 285), (1600, 300)]),
    Street("塘东里弄", "residential", 5,
           [(1420, 317), (1440, 215), (1412, 120), (1346, 95)]),
    Street("塘东外弄", "residential", 5, [(1500, 285), (1525, 180), (1435, 150)]),
)  # fmt: skip

FOOTBRIDGES = (Street("连心桥", "footway", 3, [(518, 282), (522, 266), (530, 109)], ("横泾河",)),)


PARK_PATHS = (
    Street("云溪步道", "path", 2,
           [(509, 1010), (560, 1030), (600, 1100), (650, 1060), (703, 1040)]),
    Street("云溪步道", "path", 2, [(600, 1090), (585, 1150), (503, 1170)]),
    Street("荷塘步道", "path", 2,
           [(1484, 590), (1530, 560), (1560, 500), (1600, 520), (1640, 560)]),
)  # fmt: skip


@dataclass(frozen=True)
class Plot:
    """A plot between streets and what stands on it.

    Parameters
    ----------
    at
        A point of the board inside the plot.
    name
        Name of the compound or the institution.
    kind
        ``slabs``, ``high`` or ``towers`` (housing); else what it is used for.
    floors
        Floors of its buildings, lowest and highest.
    homes
        Homes on a landing of one stairwell.
    gates
        Sides with a gate, of N and S; empty for an open estate without a wall.
    path
        Where the path through the middle runs, as a share of the width.
    max_houses
        Most buildings.
    """

    at: tuple[float, float]
    name: str
    kind: str
    floors: tuple[int, int] = (6, 6)
    homes: int = 2
    gates: str = "S"
    path: float = 0.5
    max_houses: int = 99


PLOTS = (
    # 锦溪社区
    Plot((70, 790), "锦绣家园", "slabs", (6, 6), 2, "NS", 0.45),
    Plot((245, 790), "锦溪花苑", "slabs", (5, 6), 2, "N", 0.55),
    Plot((420, 720), "锦溪邻里中心", "public", (3, 3)),
    Plot((420, 860), "望溪公寓", "high", (11, 11), 2, "N", 0.4),
    Plot((600, 790), "锦溪小学", "school", (4, 4)),
    Plot((850, 720), "滨河名邸", "high", (11, 15), 2, "S", 0.35),
    Plot((860, 865), "听雨轩", "slabs", (6, 6), 2, "N", 0.5, 9),
    Plot((70, 1000), "桂花新村", "slabs", (5, 5), 2, "S", 0.6),
    Plot((245, 1000), "金桂苑", "slabs", (6, 6), 2, "S", 0.4),
    Plot((245, 1140), "桂花敬老院", "public", (3, 4)),
    Plot((420, 1000), "秋实苑", "slabs", (6, 6), 2, "S", 0.5),
    Plot((420, 1150), "康乐农贸市场", "market", (2, 2)),
    Plot((600, 1070), "云溪公园", "park"),
    Plot((820, 1000), "康乐商业街", "shops", (2, 3)),
    Plot((820, 1140), "云溪里", "slabs", (6, 6), 2, "S", 0.45),
    # 和安社区
    Plot((80, 530), "和安里", "slabs", (6, 6), 2, "S", 0.5),
    Plot((250, 530), "和顺苑", "slabs", (6, 6), 2, "S", 0.4),
    Plot((420, 590), "福源新村", "slabs", (6, 6), 2, "S", 0.6),
    Plot((600, 590), "福源商业街", "shops", (2, 3)),
    Plot((420, 460), "福安公寓", "high", (11, 11), 4, "S", 0.5),
    Plot((600, 465), "永乐家园", "slabs", (6, 6), 2, "S", 0.5),
    Plot((810, 580), "望港大厦", "office", (6, 9)),
    Plot((810, 460), "望港苑", "slabs", (6, 6), 2, "S", 0.45),
    Plot((150, 340), "横泾人家", "slabs", (6, 6), 2, "N", 0.55),
    Plot((420, 335), "和安邻里中心", "public", (3, 3)),
    Plot((600, 340), "安居家园", "slabs", (6, 6), 2, "N", 0.35),
    Plot((790, 330), "渡船头小区", "slabs", (5, 5), 2, "N", 0.4),
    Plot((80, 215), "河角新村", "slabs", (5, 5), 2, "S", 0.6, 3),
    Plot((298, 190), "兴业幼儿园", "kindergarten", (3, 3)),
    Plot((430, 180), "兴业新村", "slabs", (5, 6), 2, "S", 0.62),
    Plot((720, 180), "横泾针织厂", "factory", (2, 3)),
    # 菱湖社区
    Plot((1200, 1000), "菱湖雅苑", "high", (17, 18), 2, "S", 0.5),
    Plot((1200, 790), "菱湖新城", "towers", (26, 32), 4, "S", 0.5),
    Plot((1400, 790), "菱湖中学", "school", (4, 5)),
    Plot((1400, 1010), "菱湖卫生院", "hospital", (3, 5)),
    Plot((1550, 790), "丰泽家园", "high", (11, 11), 2, "N", 0.5),
    Plot((1180, 530), "湖东佳苑", "high", (16, 18), 2, "N", 0.55, 10),
    Plot((1400, 545), "荷塘月色苑", "slabs", (6, 6), 2, "N", 0.5),
    Plot((1560, 545), "荷塘公园", "park"),
)

SPECIAL = ("school", "kindergarten", "park", "market", "hospital", "factory")  # kinds of plot

# (category of `gridplan/coverage/facilities.toml`, name, point of the board). Dense in the
# north-west, thin in the south-west, poor east of the canal; none of all is in the corner.
SERVICES: tuple[tuple[str, str, tuple[float, float]], ...] = (
    ("service_center", "锦溪社区党群服务中心", (400, 690)),
    ("service_center", "和安社区党群服务中心", (400, 345)),
    ("service_center", "菱湖社区党群服务中心", (1365, 560)),
    ("primary_school", "锦溪小学", (580, 800)),
    ("junior_middle_school", "菱湖中学", (1410, 800)),
    ("kindergarten", "锦溪幼儿园", (350, 765)),
    ("kindergarten", "云溪幼儿园", (715, 1050)),
    ("kindergarten", "兴业幼儿园", (300, 200)),
    ("nursery", "小荷叶托育园", (450, 700)),
    ("market", "康乐农贸市场", (440, 1130)),
    ("park", "云溪公园", (600, 1080)),
    ("park", "荷塘公园", (1560, 540)),
    ("health_center", "菱湖卫生院", (1390, 1000)),
    ("health_station", "锦溪社区卫生服务站", (370, 680)),
    ("health_station", "和安社区卫生服务站", (380, 330)),
    ("pharmacy", "济和堂药店", (340, 700)),
    ("pharmacy", "康乐药房", (720, 955)),
    ("pharmacy", "福源药店", (545, 625)),
    ("pharmacy", "长青药房", (340, 955)),
    ("day_care_elderly", "锦溪居家养老服务照料中心", (430, 680)),
    ("day_care_elderly", "和安居家养老服务照料中心", (430, 320)),
    ("nursing_home", "桂花敬老院", (240, 1140)),
    ("elderly_meal", "锦溪社区食堂", (460, 680)),
    ("culture_station", "锦溪文化活动室", (480, 690)),
    ("culture_station", "菱塘村文化礼堂", (1225, 330)),
    ("fitness_yard", "云溪健身点", (540, 1010)),
    ("fitness_yard", "锦绣健身点", (150, 700)),
    ("fitness_yard", "望港健身点", (705, 450)),
    ("supermarket", "佳禾超市", (730, 1010)),
    ("supermarket", "福源生活超市", (600, 620)),
    ("convenience", "锦绣便利店", (60, 905)),
    ("convenience", "小溪便利店", (180, 700)),
    ("convenience", "康乐便利店", (350, 1000)),
    ("convenience", "书院便利店", (525, 760)),
    ("convenience", "云溪便利店", (800, 955)),
    ("convenience", "听雨便利店", (860, 810)),
    ("convenience", "和顺便利店", (190, 420)),
    ("convenience", "福安便利店", (345, 460)),
    ("convenience", "渡口便利店", (710, 380)),
    ("convenience", "湖东便利店", (1300, 660)),
    ("convenience", "菱塘小卖部", (1190, 290)),
    ("breakfast", "老街早点铺", (165, 905)),
    ("breakfast", "康乐包子铺", (720, 970)),
    ("breakfast", "福源面馆", (570, 620)),
    ("breakfast", "学前早餐店", (1470, 670)),
    ("hair_beauty", "丽人理发店", (350, 980)),
    ("hair_beauty", "福源理发店", (620, 620)),
    ("laundry", "洁净洗衣店", (760, 990)),
    ("repair", "老周修理铺", (350, 1060)),
    ("parcel", "锦绣快递驿站", (150, 905)),
    ("parcel", "云溪快递驿站", (780, 955)),
    ("parcel", "和安快递驿站", (350, 420)),
    ("parcel", "菱湖快递驿站", (1310, 900)),
    ("recycling", "康乐再生资源回收点", (350, 1120)),
    ("bank", "城乡银行康乐支行", (350, 905)),
    ("bank", "城乡银行振兴支行", (680, 620)),
    ("police", "云溪派出所", (745, 575)),
    ("bus_stop", "锦绣家园站", (120, 665)),
    ("bus_stop", "振兴新民路口站", (350, 668)),
    ("bus_stop", "振兴文昌路口站", (715, 655)),
    ("bus_stop", "菱湖新城站", (1240, 660)),
    ("bus_stop", "菱湖中学站", (1500, 672)),
    ("bus_stop", "康乐路站", (480, 945)),
    ("toilet", "云溪公园公厕", (655, 1000)),
    ("toilet", "康乐市场公厕", (480, 1100)),
)
