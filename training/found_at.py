"""Where courses are, for those who choose results of the search."""

from __future__ import annotations

import re

from search.addresses import Addresses, register
from training.models import CoursePage


def _find(path: str) -> int | None:
    named = CoursePage.objects.filter(slug=path.split("/")[2])
    return named.values_list("pk", flat=True).first()


def register_addresses() -> None:
    """Called once when the app is ready."""
    register(Addresses("course", re.compile(r"/training/(?!calendar/|near/)[^/]+/"), _find))
