"""Where courses are, for those who choose results of the search."""

from __future__ import annotations

import re

from search.addresses import Addresses, Shown, register
from training.models import CoursePage


def _find(path: str) -> Shown | None:
    found = CoursePage.objects.listed().filter(slug=path.split("/")[2]).first()
    return Shown(f"course:{found.pk}", found.title) if found else None


def _locate(pk: int) -> tuple[Shown, str] | None:
    found = CoursePage.objects.listed().filter(pk=pk).first()
    return (Shown(f"course:{pk}", found.title), found.href) if found else None


def register_addresses() -> None:
    """Called once when the app is ready."""
    register(Addresses("course", re.compile(r"/training/(?!calendar/|near/)[^/]+/"), _find, _locate))
