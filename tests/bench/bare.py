"""The smallest Django project there is: its one view is the unit of every figure."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """Thirteen bytes."""
    return HttpResponse(b"Hello, world!")


urlpatterns = [path("", bare)]

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY=secrets.token_urlsafe(),
    MIDDLEWARE=[],
)
application = get_wsgi_application()
