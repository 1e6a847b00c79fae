"""Health checks and what else belongs to the whole site."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from portal.home import views
from portal.home.sitemaps import SITEMAPS

app_name = "home"

urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
