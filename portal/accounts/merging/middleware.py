"""What people read whose school, or whose own record, was made one with another while they pressed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.models import Merge
from portal.base import clock
from portal.base.middleware import GetResponse

logger = logging.getLogger(__name__)

DEADLOCK = "40P01"
AT_THAT_MOMENT = timedelta(seconds=30)
"""As long as a request may wait for a merge to let go of what it locked."""


class SaysJustMerged:
    """Answers 409 instead of an error: nothing was written, and the next press finds the row that stays.

    What is written for a row that is merged away at that moment finds it gone, or the database refuses
    it at the end. Every form guarding against that by itself would be many guards for a rare moment.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers what a merge caused just now, or two that waited for each other; else it is not for us."""
        if not _waited_in_a_ring(exception) and not (
            isinstance(exception, ObjectDoesNotExist | IntegrityError)
            and Merge.objects.filter(merged_at__gt=clock.now() - AT_THAT_MOMENT).exists()
        ):
            return None
        logger.warning("%s while others changed the same records", type(exception).__name__)
        return render(request, "409.html", {"again": request.get_full_path()}, status=409)


def _waited_in_a_ring(exception: Exception) -> bool:
    """Whether PostgreSQL undid this of two changes that waited for each other."""
    return isinstance(exception, OperationalError) and (
        getattr(exception.__cause__, "sqlstate", "") == DEADLOCK
    )
