"""Ukrainian and Russian, for which there is no model here: names, links and readings by endings and word lists.

`words` knows words of the languages, `given` first names, `persons`, `toponyms` and `bodies` find names that the
authority does not list and link the others, `readings` tells who acts. Everything is linear in the text.
"""

from __future__ import annotations

LANGUAGES = frozenset(["uk", "ru"])
