"""The checksums that tantivy writes at the end of every file but gives no call to compare."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

# A file ends with its footer (JSON with the CRC-32 of all before it), the footer's length and this number.
_FOOTER_MAGIC = 1337
_CHUNK = 1 << 20


def live_files(folder: Path) -> list[Path]:
    """The files of the segments that the last commit names; others are being written or waiting to be deleted."""
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    ids = {segment["segment_id"].replace("-", "") for segment in segments}
    return [file for file in sorted(folder.iterdir()) if file.name.partition(".")[0] in ids]


def check_file(file: Path) -> None:
    """ValueError if the bytes are not those that were written. A file that a merge has replaced meanwhile is none."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - 8))
            length, magic = struct.unpack("<II", opened.read(8))
            if magic != _FOOTER_MAGIC or length > size - 8:
                raise ValueError(f"{file.name} has no checksum where one was written")
            opened.seek(size - 8 - length)
            written = json.loads(opened.read(length))["crc"]
            if _checksum(opened, size - 8 - length) != written:
                raise ValueError(f"{file.name} is not what was written")
    except FileNotFoundError:
        return
    except (struct.error, UnicodeDecodeError, KeyError) as error:
        raise ValueError(f"{file.name} has no checksum where one was written") from error


def _checksum(opened: BinaryIO, size: int) -> int:
    """CRC-32 of the first `size` bytes."""
    opened.seek(0)
    crc = 0
    while size > 0 and (chunk := opened.read(min(size, _CHUNK))):
        crc = zlib.crc32(chunk, crc)
        size -= len(chunk)
    return crc
