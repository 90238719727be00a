"""`duplicates`: articles in, groups of copies out, as JSON lines; stores nothing (contracts.md)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from archive.tagging.lines import BadLine, read_line, write_line
from archive.tagging.values import Article
from archive.text.copies import Copies, shingle_hashes, sketch
from archive.text.similarity import copy_digest, words


class Command(BaseCommand):
    help = (
        "Read articles as JSON lines from stdin, write the groups of copies among them as JSON lines to stdout;"
        " stores nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", required=True, help="one JSON object a line, in and out")

    def handle(self, *args: Any, **options: Any) -> None:
        copies = Copies()
        ids, bad = self._read(sys.stdin.buffer, copies)
        out = sys.stdout.buffer
        for number, group in enumerate(copies.groups(), 1):
            row = {
                "group": number,
                "ids": [ids[one] for one in group],
                "similarity": round(copies.similarity(group), 3),
            }
            out.write(write_line(row))
        out.flush()
        if bad:
            self.stderr.write(f"{bad} lines could not be read and are in no group.")
            sys.exit(1)

    def _read(self, lines: Iterable[bytes], copies: Copies) -> tuple[list[str], int]:
        """Take in the articles one at a time, keeping their sketches alone; their ids, and how many lines are bad."""
        ids: list[str] = []
        bad = 0
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                ident, article = read_line(line)
            except BadLine as error:
                self.stderr.write(f"line {number}: {error}")
                bad += 1
                continue
            _take(article, f"line {number}".encode(), copies)
            ids.append(ident)
        return ids, bad


def _take(article: Article, alone: bytes, copies: Copies) -> None:
    """Take in one article. One without words is a copy of no other: `alone` is what stands for its text then."""
    says = words(article.title) or words(article.body)
    digest = copy_digest(article.title, article.body, article.published) if says else alone
    hashes = shingle_hashes(article.body)
    copies.add(sketch(hashes, digest, source=article.source, day=article.published), hashes)
