"""Names of counties that share one word behind them: "Clarke, Jackson and Oconee counties".

Not here: which county is meant (places).
"""

from __future__ import annotations

import re

_ITEM = r"[A-Z][\w'.]+(?:[ -][A-Z][\w'.]+){0,2}"
_LIST = re.compile(rf"{_ITEM}(?:,\s+{_ITEM}){{0,20}},?\s+(?:and|or|&)\s+{_ITEM}\s+[Cc]ounties\b")
_NAME = re.compile(_ITEM)
_TAIL = re.compile(r"\s+[Cc]ounties$")


def county_lists(clean: str) -> list[tuple[int, int]]:
    """Start and end of every name in such a list, without the word "counties"."""
    found: list[tuple[int, int]] = []
    for whole in _LIST.finditer(clean):
        end = whole.end() - len(_TAIL.search(whole.group()).group())  # type: ignore[union-attr]
        found += [item.span() for item in _NAME.finditer(clean, whole.start(), end)]
    return found
