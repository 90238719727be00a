"""Logging in, and the choice of appearance."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from archive.pages import frame

# A year; the choice is no secret and nothing depends on it.
LOOK_SECONDS = 365 * 86_400


class Login(auth.LoginView):
    """`/login/`: plain fields that password managers and pasting know."""

    template_name = "door/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **frame.bare_frame(self.request), "section": "login"}


@require_safe
def look(request: HttpRequest, name: str) -> HttpResponse:
    """`/look/<name>/`: light, dark or as the system; then back to where the reader was."""
    following = request.GET.get("next", "")
    here = {request.get_host()}
    if not url_has_allowed_host_and_scheme(following, allowed_hosts=here, require_https=request.is_secure()):
        following = "/"
    response = redirect(following)
    if name in ("light", "dark"):
        response.set_cookie(frame.LOOK_COOKIE, name, max_age=LOOK_SECONDS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(frame.LOOK_COOKIE)
    return response
