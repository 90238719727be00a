"""What a run of `bench search` is to do, and what it finds: times by class and way, and answers that were wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.bench.queries import CLASSES, Question, questions
from archive.management.benchmark.serving import Page

_SIZE = 20  # hits of a page


@dataclass(slots=True)
class Plan:
    """What is asked for on the command line."""

    articles: int
    seed: int
    repeats: int
    classes: Sequence[str] = CLASSES
    rivals: Sequence[str] = ()
    stages: Sequence[str] = ()
    tell: Callable[[str], None] = lambda line: None


@dataclass(slots=True)
class Run:
    """Times as they come, by class and way, and what was wrong."""

    plan: Plan
    times: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    totals: dict[str, list[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    apart: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, way: str, seconds: float) -> None:
        self.times.setdefault(kind, {}).setdefault(way, []).append(seconds)

    def check(self, question: Question, way: str, page: Page, total: int | None = None, leaving: int = 0) -> None:
        """A page must be one: its total (`total`, where known), hits, snippets, facets and bars where there are any.

        So many articles were being withdrawn (`leaving`): the index may still count what is shown no more.
        """
        asked = f"{question.kind}, {way}, {dict(question.parameters)}"
        if page.status != 200 or page.total is None:
            self.errors.append(f"{asked}: status {page.status} without a total")
        elif total is not None and page.total != total:
            self.errors.append(f"{asked}: {page.total:,} articles in place of {total:,}")
        elif lacking := _lacking(question, page, leaving):
            self.errors.append(f"{asked}: {page.total:,} articles, but {lacking}")

    def questions(self, kind: str) -> list[Question]:
        """Twice as many as one client asks: the second half is for the crowd."""
        return questions(kind, 2 * self.plan.repeats, self.plan.articles, self.plan.seed)


def _lacking(question: Question, page: Page, leaving: int) -> str:
    hits = min(_SIZE, (page.total or 0) - _SIZE * (question.page - 1))
    shown = page.html.count('<li class="hit"')
    if not hits - leaving <= shown <= hits:
        return f"{shown} hits, not {hits}"
    if not shown:
        return ""
    wanted = {
        "facets": 'class="vals"',
        "timeline": 'class="bar',
        "snippets": 'class="snip"' if question.tsquery else "",
    }
    return ", ".join(f"no {name}" for name, mark in wanted.items() if mark not in page.html)
