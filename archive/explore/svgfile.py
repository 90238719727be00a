"""A timeline as an SVG file that stands alone: its own colours, title, legend and notes, one fixed size. Pure.

Drawn from the same `Chart` as the page's (percent become pixels) and written with an XML library, so that no query
can become markup. Colours are those of the page in its light form, told apart in greyscale by dash and marker too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import shorten, wrap
from xml.etree import ElementTree as ET

from archive.explore.chart import BOX, Chart, Line

WIDTH, MARGIN = 960, 24
# Left of the bars for the figures of the axis, where it has any.
GUTTER = 40
# Of the chart itself, as high as on the home page; titles and notes come on top.
CHART_HEIGHT = 260
TITLE, TEXT, LINE_HEIGHT = 20, 12, 18
# A line of small type holds about so many characters in the width of the file.
CHARACTERS = 140
TITLE_CHARACTERS = 84
# Longer titles and lines of the legend are cut: a query of pages of text must not make a picture of metres.
TITLE_MOST, LEGEND_MOST = 420, 130
# Sans by name where the reader's machine has it; the first is the font that the PNG is made with.
FONTS = "Source Sans Pro, Source Sans 3, Noto Sans, Helvetica, Arial, sans-serif"
INK, SOFT, RULE, PAPER, RED, BAR, PALE = "#19191b", "#66645d", "#86837a", "#fbfaf7", "#a3262a", "#8d8a80", "#c9c6bd"
# Colour and dash of the lines, by number; the markers are MARKERS in the same order. In greyscale dash, marker and
# letter still tell them apart.
LOOKS: tuple[tuple[str, str], ...] = (
    ("#19191b", ""),
    ("#a3262a", "7 3"),
    ("#2a5d92", "2 3"),
    ("#8a6310", "10 3 2 3"),
    ("#1d7454", "4 2"),
)
# Path data around a middle of 0,0, five pixels or so.
MARKERS: tuple[str, ...] = (
    "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "M-3-3h6v6h-6z",
    "M0-4L4 3H-4z",
    "M0-4L4 0L0 4L-4 0z",
    "M-3-3L3 3M3-3L-3 3",
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Words:
    """What is written around the chart: a title, sentences below it, what each line is, where it comes from."""

    title: str
    notes: tuple[str, ...]
    legend: tuple[str, ...]
    origin: str


def svg(chart: Chart, words: Words) -> str:
    """The file as text, XML declaration included."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH), "font-family": FONTS})
    ET.SubElement(root, "title").text = _printable(words.title)
    paper = ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
    y = float(MARGIN)
    for line in wrap(shorten(words.title, TITLE_MOST, placeholder=" …"), TITLE_CHARACTERS) or [""]:
        y += TITLE
        _text(root, MARGIN, y, line, size=TITLE, fill=INK, weight="600")
    y += 14
    gutter = GUTTER if chart.levels else 0
    drawing = ET.SubElement(root, "g", {"transform": f"translate({MARGIN + gutter} {y:.0f})", "font-size": str(TEXT)})
    _draw(drawing, chart, WIDTH - 2 * MARGIN - gutter)
    y += chart.height + (30 if chart.strip else 8)
    y = _legend(root, words.legend, y)
    for note in words.notes:
        for line in wrap(note, CHARACTERS):
            y += LINE_HEIGHT
            _text(root, MARGIN, y, line, fill=SOFT)
    y += LINE_HEIGHT + 4
    _text(root, MARGIN, y, words.origin, fill=SOFT)
    height = f"{y + MARGIN:.0f}"
    root.attrib |= {"height": height, "viewBox": f"0 0 {WIDTH} {height}"}
    paper.set("height", height)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _text(parent: ET.Element, x: float, y: float, said: str, **look: object) -> None:
    looks = {
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "font-size": str(look.pop("size", TEXT)),
        "fill": str(look.pop("fill", INK)),
    }
    if weight := look.pop("weight", ""):
        looks["font-weight"] = str(weight)
    if anchor := look.pop("anchor", ""):
        looks["text-anchor"] = str(anchor)
    ET.SubElement(parent, "text", looks).text = _printable(said)


def _printable(said: str) -> str:
    """Without the characters that XML forbids even as references; a query may hold any of them."""
    return _FORBIDDEN.sub("\ufffd", said)


def _legend(root: ET.Element, legend: tuple[str, ...], y: float) -> float:
    for number, said in enumerate(legend, 1):
        y += LINE_HEIGHT
        colour, dash = LOOKS[number - 1]
        looks = {"stroke": colour, "stroke-width": "2", "stroke-dasharray": dash or "none"}
        ET.SubElement(
            root, "line", {"x1": f"{MARGIN}", "x2": f"{MARGIN + 36}", "y1": f"{y - 4}", "y2": f"{y - 4}", **looks}
        )
        _marker(root, number, MARGIN + 18, y - 4)
        _text(root, MARGIN + 46, y, shorten(said, LEGEND_MOST, placeholder=" …"))
    return y


def _marker(parent: ET.Element, number: int, x: float, y: float, *, large: bool = False, hollow: bool = False) -> None:
    colour = LOOKS[number - 1][0]
    place = f"translate({x:.1f} {y:.1f})" + (" scale(1.6)" if large else "")
    ET.SubElement(
        parent,
        "path",
        {
            "d": MARKERS[number - 1],
            "transform": place,
            "fill": PAPER if hollow else colour,
            "stroke": colour,
            "stroke-width": "1",
        },
    )


def _draw(parent: ET.Element, chart: Chart, wide: int) -> None:
    pale = bool(chart.average)
    for bar in chart.columns:
        place = {"x": f"{bar.x / 100 * wide:.1f}", "width": f"{bar.width / 100 * wide:.1f}"}
        if bar.empty:
            hollow = {
                "y": f"{chart.base - 12}",
                "height": "12",
                "fill": "none",
                "stroke": RULE,
                "stroke-dasharray": "2 2",
            }
            ET.SubElement(parent, "rect", {**place, **hollow})
        elif bar.count:
            fill = RED if bar.on else PALE if pale else INK if bar.peak else BAR
            look = {"fill": "none", "stroke": fill} if bar.few else {"fill": fill}
            ET.SubElement(parent, "rect", {**place, "y": str(bar.y), "height": str(bar.height), **look})
    for level in chart.levels:
        ET.SubElement(
            parent, "line", {"x1": "0", "x2": str(wide), "y1": str(level.y), "y2": str(level.y), "stroke": PAPER}
        )
        _text(parent, -6, level.y + 4, level.label, fill=SOFT, anchor="end")
    if chart.average:
        _stroke(parent, chart.average, wide, INK, "", 2)
    for line in chart.lines:
        _line(parent, line, wide)
    ET.SubElement(
        parent, "line", {"x1": "0", "x2": str(wide), "y1": f"{chart.base}.5", "y2": f"{chart.base}.5", "stroke": SOFT}
    )
    for tick in chart.ticks:
        x = tick.x / 100 * wide
        ET.SubElement(
            parent,
            "line",
            {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": str(chart.base), "y2": str(chart.base + 6), "stroke": RULE},
        )
        _text(parent, x + (0 if tick.anchor == "end" else 3), chart.base + 16, tick.label, anchor=tick.anchor)
    if chart.edges:
        for edge in chart.edges:
            at = f"{edge / 100 * wide:.1f}"
            ET.SubElement(parent, "line", {"x1": at, "x2": at, "y1": "0", "y2": str(chart.base), "stroke": RED})
    if not chart.lines:
        for peak in chart.peaks:
            x = peak.x / 100 * wide
            if peak.lead:
                _lead(parent, (x, peak.y2 + 4), (x, peak.lead))
            _text(parent, x, peak.y, peak.label, size=14, weight="600", anchor=peak.anchor)
            _text(parent, x, peak.y2, peak.words, anchor=peak.anchor)
    if chart.strip:
        strip = ET.SubElement(parent, "g", {"transform": f"translate(0 {chart.height + 2})"})
        _stroke(strip, chart.strip.path, wide, "none", "", 0, fill=BAR)
        _stroke(strip, chart.strip.silent, wide, RED, "", 2)


def _line(parent: ET.Element, line: Line, wide: int) -> None:
    colour, dash = LOOKS[line.number - 1]
    _stroke(parent, line.path, wide, colour, "" if line.average else dash, 0.6 if line.average else 2)
    if line.average:
        _stroke(parent, line.average, wide, colour, dash, 2.4)
    for point in line.points:
        _marker(parent, line.number, point.x / 100 * wide, point.y, large=point.peak, hollow=point.few)
    if line.led:
        _lead(parent, (line.end[0] / 100 * wide, line.end[1]), (line.x / 100 * wide, line.y))
    _text(parent, line.x / 100 * wide + 2, line.y + 4, line.key, fill=colour, weight="600")


def _lead(parent: ET.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A thin line from a mark to its name."""
    ends = dict(zip(("x1", "y1", "x2", "y2"), (f"{number:.1f}" for number in (*start, *end)), strict=True))
    ET.SubElement(parent, "line", {**ends, "stroke": RULE})


def _stroke(parent: ET.Element, path: str, wide: int, colour: str, dash: str, width: float, fill: str = "none") -> None:
    """A path of the chart's box, stretched to the file's width: its numbers across, so that strokes keep theirs."""
    if not path:
        return
    looks = {"d": stretched(path, wide / BOX), "fill": fill, "stroke": colour, "stroke-width": f"{width:g}"}
    looks |= {"stroke-linejoin": "round", "stroke-linecap": "round"}
    if dash:
        looks |= {"stroke-dasharray": dash, "stroke-linecap": "butt"}
    ET.SubElement(parent, "path", looks)


def stretched(path: str, factor: float) -> str:
    """Path data of M, L, h, v, V and z with every number across multiplied."""
    out, at = [], 0
    while at < len(path):
        command, end = path[at], at + 1
        while end < len(path) and not path[end].isalpha():
            end += 1
        numbers = path[at + 1 : end].split()
        if command in "MLh" and numbers:
            numbers[0] = f"{float(numbers[0]) * factor:.2f}"
        out.append(command + " ".join(numbers))
        at = end
    return "".join(out)
