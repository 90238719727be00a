"""Names and codes of languages to the ISO 639-1 codes that `lang:` takes."""

from __future__ import annotations

from functools import lru_cache

import pycountry

# Codes of countries often written for their languages.
_COUNTRIES = {
    "ua": "uk",
    "by": "be",
    "cz": "cs",
    "cn": "zh",
    "jp": "ja",
    "gb": "en",
    "us": "en",
    "rs": "sr",
    "gr": "el",
    "dk": "da",
    "ge": "ka",
    "kz": "kk",
}


def known(code: str) -> bool:
    """An ISO 639-1 code, or one of three letters where the language has no shorter one."""
    return code in _codes()[1]


def code_of(printed: str) -> str:
    """The code for a language's name, a longer code (eng, en-GB) or its country's code; "" where there is none."""
    text = printed.strip().lower()
    begun = text.replace("_", "-").partition("-")[0]
    return _codes()[0].get(text) or _codes()[0].get(begun) or _COUNTRIES.get(begun) or ""


@lru_cache(maxsize=1)
def _codes() -> tuple[dict[str, str], frozenset[str]]:
    """Code by name and by code; all codes that may be asked for."""
    by_name: dict[str, str] = {}
    codes: set[str] = set()
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", "") or language.alpha_3
        codes.add(code)
        if len(code) == 2:
            by_name |= {form.lower(): code for form in (code, language.alpha_3, language.name)}
            by_name[getattr(language, "bibliographic", code)] = code
    return by_name, frozenset(codes)
