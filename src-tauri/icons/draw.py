"""Draws the icons: two strokes, the old book above and the new one below, joined by one slanted thread.

Standard library only, so that the pictures can be made again anywhere: python3 draw.py, next to this file.
"""

import math
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).parent
GROUND, LEGACY, THREAD, DESTINATION = (22, 29, 36), (167, 155, 245), (91, 157, 255), (69, 201, 173)
# In units of a side: ends and half width of each stroke, back to front.
STROKES = [
    ((0.40, 0.34), (0.60, 0.66), 0.045, THREAD),
    ((0.20, 0.34), (0.62, 0.34), 0.055, LEGACY),
    ((0.38, 0.66), (0.80, 0.66), 0.055, DESTINATION),
]
CORNER = 0.22


def distance_to_stroke(x, y, a, b):
    (ax, ay), (bx, by) = a, b
    t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    t = min(1.0, max(0.0, t))
    return math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))


def distance_to_ground(x, y):
    dx, dy = abs(x - 0.5) - (0.5 - CORNER), abs(y - 0.5) - (0.5 - CORNER)
    return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - CORNER


def pixel(column, row, side):
    x, y = (column + 0.5) / side, (row + 0.5) / side
    cover = lambda distance: min(1.0, max(0.0, 0.5 - distance * side))
    colour = GROUND
    for a, b, half, paint in STROKES:
        part = cover(distance_to_stroke(x, y, a, b) - half)
        colour = tuple(c + (p - c) * part for c, p in zip(colour, paint))
    return bytes(round(c) for c in colour) + bytes([round(255 * cover(distance_to_ground(x, y)))])


def png(side):
    rows = b"".join(b"\0" + b"".join(pixel(c, r, side) for c in range(side)) for r in range(side))
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def ico(sides):
    pictures = [png(side) for side in sides]
    offset, entries = 6 + 16 * len(sides), b""
    for side, picture in zip(sides, pictures):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(sides)) + entries + b"".join(pictures)


if __name__ == "__main__":
    for name, side in [("icon.png", 512), ("128x128.png", 128), ("32x32.png", 32)]:
        (HERE / name).write_bytes(png(side))
    (HERE / "icon.ico").write_bytes(ico([16, 32, 48, 64, 256]))
