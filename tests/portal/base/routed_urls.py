"""The portal's addresses, with a route of its own below a section."""

from __future__ import annotations

from django.urls import path

from portal.home.views import live
from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portal_patterns

urlpatterns = [path("training/programme/", live), path("training/programme.ics", live), *portal_patterns]
