"""E-mail addresses as what they lead to: one mailbox, in whatever case it is written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q


def led_to(emails: Iterable[str], *, field: str = "email") -> Q:
    """Rows whose ``field`` is one of these, in any case; no rows where there are none."""
    found = Q(pk__in=[])
    for email in emails:
        found |= Q(**{f"{field}__iexact": email})
    return found
