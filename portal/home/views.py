"""Error pages, health checks and the few fixed addresses of a site."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.engine import Engine
from django.templatetags.static import static
from django.views.decorators.http import require_safe

MINIMUM_FREE_BYTES = 50 * 1024 * 1024
SIGN_IN_FORMS = "/accounts/"
"""Where forms hold passwords and codes, which are never written back into a page."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form cannot be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason where the code gave one that people may read."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: what was typed is kept, to be sent again."""
    return render(request, "403_csrf.html", {"typed": _typed(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the search and the four doors."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: asks nothing of the database, which may be what failed."""
    return HttpResponse(Engine.get_default().render_to_string("500.html"), status=500)


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all; no input or output."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the portal can serve: 200 or 503; each part's state for signed-in staff only."""
    parts = {"database": _database_ready(), "disk": _disk_ready()}
    ok = all(parts.values())
    body: dict[str, object] = {"status": "ready" if ok else "not ready"}
    if (
        parts["database"]
        and request.user.is_authenticated
        and request.user.has_perm("wagtailadmin.access_admin")
    ):
        body["parts"] = parts
    return JsonResponse(body, status=200 if ok else 503)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Sends browsers that ask for the old address to our icon."""
    return redirect(static("portal/favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keeps robots out of what is personal or endless."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /bookings/",
        "Disallow: /search/",
        f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _database_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _disk_ready() -> bool:
    return shutil.disk_usage(settings.DATA_DIR).free > MINIMUM_FREE_BYTES


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form's fields, if the browser says that the form came from a page of ours.

    Another site can make a browser send a form but cannot forge its origin, so it never gets its
    own words onto our page beside a button that would send them. Files cannot be kept.
    """
    ours = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("origin") != ours or request.FILES or request.path.startswith(SIGN_IN_FORMS):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
