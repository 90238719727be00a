"""Days known by a name: feasts of the church and the state, in three languages.

Only feasts whose day every reader knows. A feast that two calendars keep on two days is that of the language's
own churches, and Independence Day is Ukraine's, where the text is of Ukraine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Value, on

Feast = Callable[[int], date]
"""The day of a year on which it falls."""


def fixed(month: int, day: int) -> Feast:
    def value(year: int) -> date:
        return date(year, month, day)

    return value


INDEPENDENCE = fixed(8, 24)
ENGLISH: dict[str, Feast] = {
    "new year's eve": fixed(12, 31),
    "new year's day": fixed(1, 1),
    "christmas eve": fixed(12, 24),
    "christmas day": fixed(12, 25),
    "may day": fixed(5, 1),
    "victory day": fixed(5, 9),
    "independence day": INDEPENDENCE,
    "easter sunday": timex.easter,
    "easter monday": lambda year: timex.add_days(timex.easter(year), 1),
    "good friday": lambda year: timex.add_days(timex.easter(year), -2),
}
SLAVIC: dict[str, dict[str, Feast]] = {
    "uk": {
        r"нов(?:ий|ого|ому|им)\s+р(?:ік|оку|оком|оці)": fixed(1, 1),
        r"різдв(?:о|а|у|ом|і)(?!\s+(?:христ|богор))": fixed(1, 7),
        r"велик(?:день|одня|одню|однем|одні)": timex.orthodox_easter,
        r"пасх(?:а|и|у|ою)": timex.orthodox_easter,
        r"(?:день|дня|дню|днем)\s+перемоги": fixed(5, 9),
        r"(?:день|дня|дню|днем)\s+незалежності": INDEPENDENCE,
        r"(?:день|дня|дню|днем)\s+соборності": fixed(1, 22),
    },
    "ru": {
        r"нов(?:ый|ого|ому|ым)\s+год(?:|а|у|ом)": fixed(1, 1),
        r"рождеств(?:о|а|у|ом|е)(?!\s+(?:христ|богор))": fixed(1, 7),
        r"пасх(?:а|и|у|ой|е)": timex.orthodox_easter,
        r"(?:день|дня|дню|дн[её]м)\s+победы": fixed(5, 9),
        r"(?:день|дня|дню|дн[её]м)\s+независимости": INDEPENDENCE,
    },
}
_UKRAINE = re.compile(r"Ukrain|Kiev|Kyiv|Украин|Киев|Донецк|Незалеж|Україн", re.IGNORECASE)


def _year(feast: Feast, base: date, direction: int) -> int:
    """The nearest one on the side that the tense says, within half a year where it says none."""
    near = min((base.year - 1, base.year, base.year + 1), key=lambda y: abs((feast(y) - base).days))
    gap = (feast(near) - base).days
    if direction > 1 and gap < -LATELY:
        return near + 1
    return near - (direction < -1 and gap > SOON)


LATELY = 60
"""Days. A feast so near is meant, though its words look ahead ("stopped for Easter")."""

SOON = 30
"""Days. A past tense may speak of what lies so soon ahead ("they had meant to keep New Year's Eve")."""


def _of_ukraine(text: str, start: int) -> bool:
    return bool(_UKRAINE.search(text, max(0, start - _REACH), start + _REACH))


_REACH = 2_000
"""Characters about Independence Day in which the country is named."""


def value(feast: Feast, match: re.Match[str], context: Context, year: int | None = None) -> Value:
    """The day of a feast: of the year printed, else the nearest."""
    base = context.anchor.base
    if feast is INDEPENDENCE and not _of_ukraine(match.string, match.start()):
        return None
    if year is None:
        return on(feast(_year(feast, base, context.direction))) if base else None
    return on(feast(year))
