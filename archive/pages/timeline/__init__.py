"""The timeline of a search.

`counts.py` asks for the numbers, `panel.py` is the section of the result page with the ways to see it of `ways.py`,
`files.py` the same numbers as table, CSV, SVG, PNG and manifest.
"""

from archive.pages.timeline.counts import asked_first, compared
from archive.pages.timeline.files import image, manifest, picture, table, table_csv
from archive.pages.timeline.panel import Panel, panel, shown

__all__ = ["Panel", "asked_first", "compared", "image", "manifest", "panel", "picture", "shown", "table", "table_csv"]
