"""Views that are for editors alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from archive import selectors

View = Callable[..., HttpResponse]


def editors_only(deed: str) -> Callable[[View], View]:
    """A view of what editors do; others are told so, and whom to ask."""

    def of(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not selectors.may_edit(request.user):
                raise PermissionDenied(f"Editors {deed}. Ask an administrator to make you one.")
            return view(request, *args, **kwargs)

        return inner

    return of
