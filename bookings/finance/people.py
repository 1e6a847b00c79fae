"""Names for the numbers of sign-ins that finance keeps."""

from __future__ import annotations

from portal.accounts.models import User


def name_of(user_id: int | None) -> str:
    """Who has this number now; “–” for nobody, and once the person is gone, what stays of them."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return str(user.name or user.email) if user else "–"
