"""The addresses at which an approval is answered without signing in.

Each is one approver's own: it says which approval and which membership, signed, so nobody can make one up, and it
ends with the membership. Nothing is kept of it.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bookings.places.approvals.models import Approval
from portal.accounts.models import Membership
from portal.base.ids import read_id

_signer = Signer(salt="bookings.places.approval")


def approval_key(approval: Approval, membership: Membership) -> str:
    return _signer.sign(f"{approval.pk}.{membership.pk}")


def approval_path(approval: Approval, membership: Membership) -> str:
    return reverse("bookings:approval", args=[approval_key(approval, membership)])


def approval_url(approval: Approval, membership: Membership) -> str:
    """For mails."""
    return f"{settings.PUBLIC_URL}{approval_path(approval, membership)}"


def read_key(key: str) -> tuple[int, int] | None:
    """The ids of the approval and the membership behind a key; None for one that nobody was given."""
    try:
        approval, _, membership = _signer.unsign(key).partition(".")
    except BadSignature:
        return None
    ids = read_id(approval), read_id(membership)
    return None if ids[0] is None or ids[1] is None else (ids[0], ids[1])
