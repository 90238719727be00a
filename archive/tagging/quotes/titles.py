"""Words in quotation marks that nobody says: titles, names of ships and parties, "so-called" things."""

from __future__ import annotations

import re

from archive.tagging.quotes.marks import Quoted

MAX_TITLE = 7
"""Words. A longer run of capitalised words is a headline, which somebody wrote."""

_WORD = re.compile(r"[^\W_][\w'’.-]*")
_SMALL = frozenset("a an and as at by for from in into it of on or the to with de la le der und i v na".split())
_KINDS = (
    "newspapers? paper magazine weekly daily website programme program show film movie documentary series book novel "
    "song hymn anthem opera play ballet poem album painting game ship frigate corvette cruiser destroyer submarine "
    "vessel ferry tanker boat tug train battalion brigade regiment unit operation plan project movement party bloc "
    "faction union group club cafe hotel cinema company firm bank factory plant mine pipeline base checkpoint camp "
    "village district square hall theatre stadium posters? banners? placards? signs?"
).split()
_TITLED = (
    "word words term terms phrase name nickname call[- ]sign title slogan motto acronym label hashtag heading"
).split()
_NAMED = re.compile(
    r"\b(?:so-called|self-styled|self-proclaimed|known(?: locally| widely)? as|nicknamed|code-?named|named|entitled|"
    r"titled|(?:is|are|was|were|been|being|is now|are now) (?:called|dubbed|named|labell?ed)|or|alias|aka|"
    rf"(?:the|a|an|his|her|its|their) (?:{'|'.join(_TITLED)})(?: of)?|{'|'.join(_KINDS)}|"
    r"reading|marked|labell?ed|inscribed|painted|saying only)"
    r",?\s+(?:as |the |a |an )?$",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"\b(?:posters?|banners?|placards?|signs?|slogans?|t-shirts?|graffiti|letters|words|flags?|stickers?|leaflets?|plaques?|badges?)"
    r"\b[^.!?\n]{0,40}\b(?:reading|read|saying|said|says|with|bearing|that)\b[^.!?\n]{0,20}$",
    re.IGNORECASE,
)
_KIND_AFTER = re.compile(
    r"\s+(?:battalion|brigade|movement|party|bloc|faction|company|channel|newspaper|programme|project|newscast|"
    r"show|magazine|operation|regiment|ship|frigate|cruiser|unit|club|hotel|cafe|cinema|mine|plant|pipeline)\b"
)


def is_title(clean: str, stretch: Quoted) -> bool:
    """A name in marks: nearly all its words have capitals, and nothing ends it as a sentence is ended."""
    inner = clean[stretch.start : stretch.end].strip("“”\"'‘’«»„ ").rstrip(",.")
    words = _WORD.findall(inner)
    if not words or len(words) > MAX_TITLE or inner[-1:] in "!?…":
        return False
    small = [word for word in words if not (word[0].isupper() or word[0].isdigit())]
    if not words[0][0].isupper() or any(word.lower() not in _SMALL for word in small):
        return False
    return len(words) - len(small) > 1 or len(words) == 1


def is_named(clean: str, stretch: Quoted) -> bool:
    """Words that stand under a name or an inscription: "so-called", the ship, the slogan; or before "battalion"."""
    before = clean[max(0, stretch.start - 90) : stretch.start]
    return bool(_NAMED.search(before) or _SLOGAN.search(before) or _KIND_AFTER.match(clean, stretch.end))
