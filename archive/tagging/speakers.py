"""On what grounds a quote's speaker was chosen: classes that can be counted, and a sentence to read."""

from __future__ import annotations

import re

from archive.tagging import confidence
from archive.tagging.coreference import HE, IT, RELATIVE, SHE
from archive.tagging.quotes import Said
from archive.tagging.spans import Found

SHOWN = 60
"""Characters of the text's own words in a reason."""

_END = re.compile(r"[.!?]['\"”’»]*\s|\n")
_LETTER = re.compile(r"[^\W\d_]")


def way(clean: str, said: Said) -> str:
    """How the quote's words lead to those that name who says them."""
    if said.speaker is None:
        return "nobody"
    if said.cue is None:
        return "no cue"
    words = clean[said.cue[0] : said.cue[1]].lower()
    if not _LETTER.search(words):
        return "sign"
    if said.cue[1] <= said.start and _END.search(clean, said.cue[1], said.start):
        return "voice goes on"
    if words.startswith("according"):
        return "according to"
    return f"cue, {said.type}"


def bearer(clean: str, said: Said, meant: Found | None) -> str:
    """How the speaker's words lead to somebody: by his name, a pronoun, an office; "unnamed" leads to nobody."""
    if said.speaker is None:
        return "nobody"
    start, end = said.speaker
    if meant is None:
        return "unnamed"
    word = clean[start:end].lower()
    if word in HE or word in SHE:
        return "he or she"
    if word in IT:
        return "it or they"
    if word in RELATIVE:
        return "who"
    named = start < meant.end and meant.start < end
    return ("name" if meant.actor else "unlisted name") if named else "office"


_WAYS = {
    "no cue": "No verb of saying: {speaker} stands where the speaker of such words stands",
    "sign": "The sign between {speaker} and these words says whose they are",
    "voice goes on": "The voice of the sentence before goes on, {speaker}",
    "according to": "“According to” names {speaker}",
}
_BEARERS = {
    "he or she": ", taken for {name}, most in view before",
    "it or they": ", taken for {name}, the body most in view before",
    "who": ", which goes with {name}",
    "office": ", taken for {name}, who fits it and is named elsewhere",
    "unlisted name": ", whom the archive does not list",
    "unnamed": ", whom nothing names",
}


def grounds(clean: str, said: Said, meant: Found | None) -> tuple[float, str]:
    """How sure a quote's speaker is, and why he is it."""
    by, who = way(clean, said), bearer(clean, said, meant)
    sure = confidence.of_speaker(by, who)
    if said.speaker is None:
        cue = f"“{_short(clean, said.cue)}”" if said.cue else ""
        return sure, f"Nobody stands beside {cue} as the speaker." if cue else "No words beside it say who speaks."
    words = f"“{_short(clean, said.speaker)}”"
    told = _WAYS.get(by, "{speaker} stands with “{cue}”").format(speaker=words, cue=_short(clean, said.cue))
    name = " ".join((meant.name or meant.text).split())[:SHOWN] if meant is not None else ""
    return sure, told + _BEARERS.get(who, "").format(name=name) + "."


def _short(clean: str, span: tuple[int, int] | None) -> str:
    words = " ".join(clean[span[0] : span[1]].split()) if span else ""
    return words if len(words) <= SHOWN else words[:SHOWN].rsplit(" ", 1)[0] + " …"
