"""`article show ID` and `article withdraw ID --reason …`: one article by its number."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import selectors, store
from archive.export.article import article_json, article_text
from archive.management import arguments
from archive.models import Article
from archive.search import indexing


class Command(BaseCommand):
    help = "Show one article, or withdraw it: its text leaves the archive, its address stays and gives the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="print an article")
        show.add_argument("id", type=int)
        show.add_argument("--json", action="store_true", help="with its tags, captures and revisions")
        show.add_argument("--as", dest="as_", metavar="USER|anonymous", help="what this person may see of it")
        withdraw = actions.add_parser("withdraw", help="remove text, captures, revisions, tags and index entries")
        withdraw.add_argument("id", type=int)
        withdraw.add_argument("--reason", required=True, help="shown at the article's address from now on")

    def handle(self, *args: Any, action: str, id: int, **given: Any) -> None:
        if action == "show":
            self._show(id, given)
        else:
            self._withdraw(id, given["reason"].strip())

    def _show(self, id: int, given: dict[str, Any]) -> None:
        page = selectors.article_page(id, arguments.access_of(given))
        if page is None:
            raise CommandError(f"there is no article {id}", returncode=2)
        if given["json"]:
            self.stdout.write(json.dumps(article_json(page), ensure_ascii=False))
        else:
            self.stdout.write(article_text(page), ending="")

    def _withdraw(self, id: int, reason: str) -> None:
        if not reason:
            raise CommandError("--reason: say why; it is shown at the article's address", returncode=2)
        try:
            article = store.article_withdraw(id, reason)
        except Article.DoesNotExist:
            raise CommandError(f"there is no article {id}", returncode=2) from None
        except store.AlreadyWithdrawn as error:
            raise CommandError(str(error), returncode=2) from None
        indexing.drain()
        print(f"article {article.pk} is withdrawn; its address answers with the reason", file=sys.stderr)
