"""The ways to see a timeline: which date, bars of which width, how much around a range, counts or shares, averages."""

from __future__ import annotations

from typing import get_args

from archive.explore import chart, days
from archive.explore.lines import bars_each
from archive.explore.sheet import BY_WORDS, Sheet
from archive.pages import forms
from archive.pages.forms import State
from archive.pages.options import Option, Options
from archive.pages.timeline.counts import Found, bars_in
from archive.search.query import Bin, DateRange


def dates(state: State) -> Options:
    options = tuple(Option(w, state.with_(by=by, bin=None).url(), by == state.by) for by, w in BY_WORDS.items())
    return Options("Date", "by", options)


def bins(state: State, counted: Found) -> Options | None:
    """Widths that give a readable number of bars for what is shown."""
    sheet = counted.sheet
    if not sheet.starts:
        return None
    limit = bars_each(len(sheet.series), chart.MAX_BARS)
    shown = days.bin_days(sheet.starts[0], sheet.bin)[0], days.bin_days(sheet.starts[-1], sheet.bin)[1]
    fitting = [
        bin_
        for bin_ in get_args(Bin)
        if bin_ == sheet.bin or (3 <= bars_in(shown, bin_) <= limit and (bin_ != "hour" or state.by != "about"))
    ]
    if len(fitting) < 2:
        return None
    options = tuple(Option(bin_, state.with_(bin=bin_).url(), bin_ == sheet.bin) for bin_ in fitting)
    return Options("Bars", "bin-", options)


def spans(state: State, chosen: DateRange | None) -> Options | None:
    if chosen is None or chosen.unknown:
        return None
    words = {"whole": "all dates", "near": "around the range", "range": "the range only"}
    options = tuple(Option(w, state.with_(span=s, bin=None).url(), s == state.span) for s, w in words.items())
    return Options("Show", "span", options)


def measures(state: State) -> Options:
    return Options(
        "Count",
        "share",
        (
            Option(state.things.split(",")[1], state.with_(share=False).url(), not state.share),
            Option("share of all", state.with_(share=True).url(), state.share),
        ),
    )


def averages(state: State, sheet: Sheet) -> Options | None:
    """Moving averages whose window fits the chart at least twice."""
    fitting = [int(n) for n in forms.SMOOTHS if 2 * int(n) <= len(sheet.starts) or int(n) == state.smooth]
    if not fitting:
        return None
    none = Option("none", state.with_(smooth=0).url(), not state.smooth)
    options = tuple(Option(str(n), state.with_(smooth=n).url(), n == state.smooth) for n in fitting)
    return Options(f"Moving average over {sheet.bin}s", "smooth", (none, *options))


def own_days(state: State) -> Options | None:
    """Whether an article's own day of publication counts among the days it speaks of: it only copies the
    published curve, so it is left out unless asked for (query-language.md, "Dates")."""
    if state.by != "about":
        return None
    return Options(
        "Day of publication",
        "own",
        (
            Option("left out", state.with_(own_day=False).url(), not state.own_day),
            Option("counted", state.with_(own_day=True).url(), state.own_day),
        ),
    )
