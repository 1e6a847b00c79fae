"""What happens to accounts when two schools become one: both stay, and new documents go to one of them."""

from __future__ import annotations

from bookings.finance.models import Account
from portal.accounts.merging.registry import Pair, register


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("finance.Account.school", "accounts with finance", move=_move)


def _move(pair: Pair) -> int:
    """Documents name their account, so they stay what they are; an account beside another is marked as merged."""
    moved = 0
    for account in Account.objects.filter(school=pair.gone):
        there = Account.objects.filter(issuer=account.issuer_id, school=pair.kept, merged=False)
        merged = account.merged or there.exists()
        Account.objects.filter(pk=account.pk).update(school=pair.kept, merged=merged)
        moved += 1
    return moved
