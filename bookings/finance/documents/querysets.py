"""Reads of documents; whose they are is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from bookings.finance.ledger.models import LedgerEntry
from portal.accounts.models import Membership, User

if TYPE_CHECKING:
    from bookings.finance.documents.models import Document  # noqa: F401  (named in a quoted base)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def readable_by(self, user: User) -> DocumentQuerySet:
        """Those of schools for which the user books now: SENCOs, heads and approvers, business managers."""
        schools = Membership.objects.booking_for_others().filter(person__user=user).values("school_id")
        return self.filter(account__school__in=schools)

    def with_outstanding(self) -> DocumentQuerySet:
        """With ``outstanding_pence``: what is still owed for it, after credit notes and payments."""
        entries = LedgerEntry.objects.filter(document=OuterRef("pk")).order_by()
        owed = entries.values("document").annotate(pence=Sum("pence")).values("pence")
        return self.annotate(outstanding_pence=Coalesce(Subquery(owed), 0))

    def to_pay(self) -> DocumentQuerySet:
        """Invoices with something left to pay; recharges are charged without anybody paying."""
        rows = self.with_outstanding().filter(kind="invoice")
        return rows.filter(models.Q(outstanding_pence__gt=0))
