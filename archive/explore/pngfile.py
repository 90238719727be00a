"""A timeline's SVG file as PNG, with a font of its own so that it looks alike on a machine without any. Pure.

Source Sans Pro (SIL Open Font License, by Adobe, from the package font-source-sans-pro) has Latin, Greek and Cyrillic
letters. Letters of other scripts are taken from the machine's fonts where it has them, else they are boxes: where
`lacks` is true the picture has to say so.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import resvg_py

FAMILY = "Source Sans Pro"
# Twice the pixels of the SVG: sharp on a screen of high density and in print at half the width.
ZOOM = 2.0
SCRIPTS = frozenset(("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "FEMININE", "MASCULINE", "MICRO", "KELVIN", "ANGSTROM"))
_FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")


def png(svg: str) -> bytes:
    """The picture. ValueError if the SVG cannot be read."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=ZOOM,
            font_files=list(_files()),
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )


def lacks(text: str) -> bool:
    """Whether some letter of the text is of a script that the font does not have."""
    letters = (unicodedata.name(ch, "") for ch in text if ch.isalpha())
    return any(name.split(" ", 1)[0] not in SCRIPTS for name in letters)


@cache
def _files() -> tuple[str, ...]:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.font_directory)
    return tuple(str(folder / name) for name in _FACES)
