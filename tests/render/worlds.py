"""Small runs to draw: an ordinary one, one with hostile names, ones that lack something."""

import base64
import dataclasses
import json
import re
from functools import cache

import numpy as np

from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from tests.small import COLUMNS, ROWS, small_area, small_result

# names that ran as script in maps of other makers, and some that could break this one
PAYLOADS = (
    "<img src=x onerror=\"document.title='RAN'\">",
    "a${document.title='RAN'}b",
    "</script><script>document.title='RAN'</script>",
    "`+(document.title='RAN')+`",
    "{{ 7 * 7 }}{% raise %}",
    "\u2028<!--<script>\u2029",
    "' onmouseover='document.title=1' \" autofocus onfocus=\"document.title='RAN'\"",
    "javascript:document.title='RAN'",
    "http://example.org/<b>src=http://example.org/x.js</b>",
)


def households(**special):
    """Give every house 20 households but those named by position."""
    counts = np.full(ROWS * COLUMNS, 20)
    for position, count in special.items():
        counts[int(position.removeprefix("at"))] = count
    return counts.tolist()


@cache
def tower_result():
    """Plan the small town with a tower of 120 homes, above any micro-grid."""
    area = small_area(households=households(at0=120))
    return run(area, load_profile("xiuzhou-2023"), Params(), version="test")


@cache
def hostile_result():
    """Plan the small town with a payload in every name."""
    n = ROWS * COLUMNS
    names = [PAYLOADS[k % len(PAYLOADS)] for k in range(n)]
    area = small_area(buildings_columns={"name": names, "compound": names})
    for table in (area.roads, area.services, area.special, area.communities):
        assert len(table)
    tables = {
        name: getattr(area, name).assign(name=PAYLOADS[0])
        for name in ("roads", "special", "communities")
    }
    tables["services"] = area.services.assign(name=PAYLOADS[0], category=PAYLOADS[1])
    area = dataclasses.replace(area, **tables)
    return run(area, load_profile("xiuzhou-2023"), Params(), version="test")


@cache
def bare_result():
    """Plan the small town without services, roads, special land, under a profile of grids only."""
    area = small_area(services=None, roads=None, special=None)
    return run(area, load_profile("binhai-2023"), Params(), version="test")


def data_of(page):
    """Read the data block of a map."""
    block = re.search(r'<script type="application/json" id="gp-data">(.*?)</script>', page, re.S)
    return json.loads(block[1])


def unpack_unsigned(text):
    """Read what `pack_unsigned` wrote, one byte at a time."""
    values, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
    return np.array(values, dtype=np.int64)


def unpack_signed(text):
    """Read what `pack_signed` wrote."""
    coded = unpack_unsigned(text)
    return (coded >> 1) ^ -(coded & 1)


__all__ = ["PAYLOADS", "bare_result", "data_of", "hostile_result", "small_result", "tower_result"]
