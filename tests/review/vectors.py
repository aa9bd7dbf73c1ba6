"""Vector tiles and archives of them, written by hand."""

import gzip
import json
import struct

from pmtiles.tile import (
    Compression,
    Entry,
    TileType,
    serialize_directory,
    serialize_header,
    zxy_to_tileid,
)

POINT, LINE, AREA = 1, 2, 3
EXTENT = 4096
HEADER_BYTES = 127


def varint(value):
    """Encode a whole number, seven bits a byte."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def zigzag(value):
    return 2 * value if value >= 0 else -2 * value - 1


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def packed(numbers):
    return b"".join(map(varint, numbers))


def value_of(value):
    """Encode the value of a tag."""
    if isinstance(value, bool):
        return number(7, int(value))
    if isinstance(value, int):
        return number(6, zigzag(value))
    if isinstance(value, float):
        return varint(3 << 3 | 1) + struct.pack("<d", value)
    return message(1, value.encode())


def commands(kind, parts):
    """Encode points, lines or rings of (x, y) as commands."""
    found, at = [], (0, 0)
    for part in parts:
        for k, (x, y) in enumerate(part):
            if k < 2:
                found.append(1 << 3 | 1 if k == 0 else (len(part) - 1) << 3 | 2)
            found += [zigzag(x - at[0]), zigzag(y - at[1])]
            at = (x, y)
        if kind == AREA:
            found.append(1 << 3 | 7)
    return found


def layer(name, *features, extent=EXTENT):
    """Encode a layer of features: kind, parts and tags."""
    keys, values, content = [], [], b""
    for kind, parts, tags in features:
        pairs = []
        for key, value in tags.items():
            keys += [] if key in keys else [key]
            values += [] if value in values else [value]
            pairs += [keys.index(key), values.index(value)]
        shape = message(4, packed(commands(kind, parts)))
        content += message(2, message(2, packed(pairs)) + number(3, kind) + shape)
    content += b"".join(message(3, key.encode()) for key in keys)
    content += b"".join(message(4, value_of(value)) for value in values)
    return message(3, number(15, 2) + message(1, name.encode()) + content + number(5, extent))


def box(west, north, east, south):
    """Return the ring of a box; y goes down."""
    return [(west, north), (east, north), (east, south), (west, south)]


def archive(
    path,
    tiles,
    *,
    kind=TileType.MVT,
    tile=Compression.GZIP,
    inner=Compression.GZIP,
    about=None,
    is_nested=False,
):
    """Write tiles by (z, x, y): one directory, or one that leads to another."""
    entries, data = [], b""
    for place, content in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
        whole = squeezed(content, tile)
        entries.append(Entry(zxy_to_tileid(*place), len(data), len(whole), 1))
        data += whole
    root, leaf = directory(entries, inner), b""
    if is_nested:
        root, leaf = directory([Entry(entries[0].tile_id, 0, len(root), 0)], inner), root
    parts = {
        "root": root,
        "metadata": squeezed(json.dumps(about or {}).encode(), inner),
        "leaf_directory": leaf,
        "tile_data": data,
    }
    header, at = {}, HEADER_BYTES
    for name, content in parts.items():
        header |= {f"{name}_offset": at, f"{name}_length": len(content)}
        at += len(content)
    zooms = [z for z, _, _ in tiles]
    header |= {"clustered": True, "internal_compression": inner, "tile_compression": tile}
    header |= {"tile_type": kind, "min_zoom": min(zooms), "max_zoom": max(zooms)}
    path.write_bytes(serialize_header(header) + b"".join(parts.values()))
    return path


def squeezed(content, compression):
    """Compress with gzip, if that is asked for."""
    return gzip.compress(content) if compression == Compression.GZIP else content


def directory(entries, compression):
    """Encode a directory, which the library knows only as gzip."""
    return squeezed(gzip.decompress(serialize_directory(entries)), compression)
