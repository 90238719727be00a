"""The stored words of an index, packed with a dictionary learnt from its first articles (docs/decisions/012).

A dictionary is a file `words-ID.dict` beside the library's, named by the id that every packed text bears. It is on
disk before the commit whose texts need it and never changes, so a reader finds it and a crash leaves at most one that
nothing needs. Texts packed before there was one bear no id.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

import zstandard

# Above a hundred kilobytes a text shrinks by under a twentieth more.
_DICTIONARY_BYTES = 112_640
# Levels above 3 take six times as long and more for a fifteenth less.
_LEVEL = 3
# Texts to learn from; fewer than the least give a dictionary that fits nothing else.
LEAST, MOST = 300, 1_000
_CRC_BYTES = 4


class Packing:
    """Packs and unpacks texts for one folder. Unpacking is safe in several threads, packing is the one writer's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[int, zstandard.ZstdCompressionDict] = {}
        self._own = threading.local()
        self._packer: zstandard.ZstdCompressor | None = None

    def learn(self, texts: Sequence[bytes]) -> None:
        """Learn a dictionary from the texts about to be written, unless there is one or they are too few."""
        if len(texts) >= LEAST and not self._files():
            self._write(zstandard.train_dictionary(_DICTIONARY_BYTES, list(texts)))
            self._packer = None

    def pack(self, text: bytes) -> bytes:
        if self._packer is None:
            latest = max(self._files(), default=None)
            dictionary = None if latest is None else self._dictionary(int(latest.stem.removeprefix("words-")))
            self._packer = zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary, write_checksum=False)
        return self._packer.compress(text)

    def unpack(self, packed: bytes) -> bytes:
        """ValueError where the text or its dictionary is damaged or missing."""
        try:
            return self._unpacker(zstandard.get_frame_parameters(packed).dict_id).decompress(packed)
        except zstandard.ZstdError as error:
            raise ValueError(f"a stored text cannot be unpacked: {error}") from error

    def check(self) -> None:
        """ValueError if a dictionary is not what was written."""
        for file in self._files():
            _read(file)

    def _unpacker(self, id: int) -> zstandard.ZstdDecompressor:
        """This thread's own: one must not be used by two at a time."""
        unpackers: dict[int, zstandard.ZstdDecompressor] = self._own.__dict__.setdefault("unpackers", {})
        if id not in unpackers:
            unpackers[id] = zstandard.ZstdDecompressor(dict_data=self._dictionary(id) if id else None)
        return unpackers[id]

    def _dictionary(self, id: int) -> zstandard.ZstdCompressionDict:
        if id not in self._loaded:
            self._loaded[id] = zstandard.ZstdCompressionDict(_read(self._folder / f"words-{id}.dict"))
        return self._loaded[id]

    def _files(self) -> list[Path]:
        return list(self._folder.glob("words-*.dict"))

    def _write(self, dictionary: zstandard.ZstdCompressionDict) -> None:
        """The dictionary and its CRC-32, on disk as a whole or not at all."""
        content = dictionary.as_bytes()
        part = self._folder / "words.part"
        with part.open("wb") as file:
            file.write(content + zlib.crc32(content).to_bytes(_CRC_BYTES))
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / f"words-{dictionary.dict_id()}.dict")
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _read(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise ValueError(f"{file.name}, which stored texts need, is missing") from error
    content, crc = content[:-_CRC_BYTES], content[-_CRC_BYTES:]
    if zlib.crc32(content).to_bytes(_CRC_BYTES) != crc:
        raise ValueError(f"{file.name} is not what was written")
    return content
