"""Sets of article ids as a few bytes: gaps between sorted ids, seven bits a byte, compressed.

A search that finds every second article of a large archive takes a fraction of a byte an id, a sparse one about two.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable

# What unpacking may at most give, in bytes of gaps: a small hostile text must not become gigabytes.
_MOST = 4_000_000


def packed(ids: Iterable[int]) -> bytes:
    """The set of these ids, none of them negative."""
    out, before = bytearray(), 0
    for id in sorted(set(ids)):
        gap, before = id - before, id
        while gap > 0x7F:
            out.append(gap & 0x7F | 0x80)
            gap >>= 7
        out.append(gap)
    return zlib.compress(bytes(out))


def unpacked(raw: bytes) -> set[int]:
    """The ids again; ValueError for bytes that are no such set."""
    stream = zlib.decompressobj()
    try:
        gaps = stream.decompress(raw, _MOST)
    except zlib.error as error:
        raise ValueError("no packed set of ids") from error
    if not stream.eof or (gaps and gaps[-1] & 0x80):
        raise ValueError("a packed set of ids that is cut")
    out, at, gap, shift = set(), 0, 0, 0
    for byte in gaps:
        gap |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            at += gap
            out.add(at)
            gap = shift = 0
        elif shift > 63:
            raise ValueError("a gap between ids that no id has")
    return out


def as_text(ids: Iterable[int]) -> str:
    """The set for a field of a form."""
    return base64.urlsafe_b64encode(packed(ids)).decode()


def from_text(text: str) -> set[int]:
    """The set in a field of a form; ValueError for anything else."""
    try:
        return unpacked(base64.urlsafe_b64decode(text.encode("ascii")))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no packed set of ids") from error
