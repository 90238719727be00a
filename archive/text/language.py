"""Which language a text is in: ISO 639-1, or "" where that cannot be said.

py3langid decides, within three guards: too few letters say nothing; Ukrainian and Russian are told apart by
letters that only one of them has (the model mixes them up on short texts); a hint (the page's or column's own
declaration) decides where the model is not sure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE: Final = 1_000
"""Characters looked at, 0.27 ms a text for the model. Of 5,996 press releases of US senators (five in Spanish, many
all in capitals) every one comes out right."""

SAMPLE_RAW: Final = 4 * SAMPLE
"""Characters from which the sample is taken: pages saved as text begin with long runs of spaces."""

MIN_LETTERS: Final = 20
"""Below this the model guesses (tests/text/test_language.py shows "Kyiv" and "OK"): the hint or nothing."""

SURE_LETTERS: Final = 120
"""Below this a hint goes before the model: headlines full of names are taken for any language."""

_MARGIN: Final = 5.0
"""By how much (log probability) the first language must lead the second in a text under SURE_LETTERS letters.
On 2,000 agency headlines of March 2014 without a hint: 15 not called English (8 of them are half French), 182 left
open; without the margin 167 are called something else."""

_ENGLISH: Final = frozenset(
    "the|of|and|to|in|that|is|was|for|on|with|said|by|from|has|have|his|will|are|at|as|be".split("|")
)
_ENGLISH_WORDS: Final = 30
_ENGLISH_SHARE: Final = 0.15
"""Share of those words from which a text with "the" is English without asking the model: 99 of 100 press releases,
at a tenth of the cost. Dutch and Danish share some of the words (.1 at most in the tests' paragraphs), not "the"."""

_NO_NEWS: Final = frozenset({"la", "eo", "ia", "ie", "io", "vo", "cu", "pi", "sa"})
"""Labels that the model gives to lists of names and that no newspaper is written in."""

_UK_ONLY: Final = re.compile("[іїєґІЇЄҐ]")
_RU_ONLY: Final = re.compile("[ыэъёЫЭЪЁ]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_OTHER_CYRILLIC: Final = frozenset({"be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"})


def code(name: str) -> str:
    """ISO 639-1 code of a declared language: "en-US", "eng", "uk_UA", "Ukrainian"; "" if unknown."""
    return _code(name.strip().lower()[:40])


@lru_cache(maxsize=1_000)
def _code(name: str) -> str:
    import pycountry  # reads its tables on first use; most records declare nothing

    for part in (re.split(r"[-_;,]", name)[0].strip(), name):
        if not part:
            continue
        known = pycountry.languages  # codes before names: there is a language named "En"
        found = known.get(alpha_2=part) or known.get(alpha_3=part) or known.get(name=part.title())
        if found is not None:
            return str(getattr(found, "alpha_2", "") or "")
    return ""


def detect(text: str, hint: str = "") -> str:
    """The language of `text` (ISO 639-1), "" if it cannot be told. `hint` is a declared code or name, or "".

    Deterministic; looks at the first SAMPLE characters only.
    """
    sample = " ".join(text[:SAMPLE_RAW].split())[:SAMPLE]
    if _is_plainly_english(sample):
        return "en"
    hinted = code(hint) if hint else ""
    letters = len(_LETTER.findall(sample))
    if letters < MIN_LETTERS:
        return hinted
    cyrillic = len(_CYRILLIC.findall(sample))
    if cyrillic * 2 > letters:
        return _cyrillic(sample, hinted, letters)
    if hinted and letters < SURE_LETTERS and hinted not in ("uk", "ru"):
        return hinted
    return _model(sample, letters)


def _cyrillic(sample: str, hinted: str, letters: int) -> str:
    """Ukrainian or Russian by their own letters; another Cyrillic language only where the model and text agree."""
    uk, ru = len(_UK_ONLY.findall(sample)), len(_RU_ONLY.findall(sample))
    guess = _model(sample)
    if guess in _OTHER_CYRILLIC and guess != "be" and hinted in ("", guess) and letters >= SURE_LETTERS:
        return guess
    if guess == "be" and (hinted == "be" or "ў" in sample.lower()):
        return "be"
    if uk != ru:
        return "uk" if uk > ru else "ru"
    return hinted or (guess if guess in _OTHER_CYRILLIC | {"uk", "ru"} else "ru")


def _is_plainly_english(sample: str) -> bool:
    words = sample.lower().split()
    if len(words) < _ENGLISH_WORDS or "the" not in words:
        return False
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def _model(sample: str, letters: int = SURE_LETTERS) -> str:
    if letters >= SURE_LETTERS:
        return str(_identifier().classify(sample)[0])
    (found, first), (_, second) = _identifier().rank(sample)[:2]
    return str(found) if first - second >= _MARGIN else ""


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model, limited to languages that news is written in and ISO 639-1 names."""
    from py3langid import langid  # 0.4 s to load, only when a text is really looked at

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages([label for label in identifier.labels if len(label) == 2 and label not in _NO_NEWS])
    return identifier
