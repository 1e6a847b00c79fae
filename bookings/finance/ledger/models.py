"""The ledger: signed pence, only ever added to, each entry hung on the one before. It holds ids, never names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.chain import BEGINNING, Facts


class Ledger(models.Model):
    """One issuer's chain, and its end. What moves no money has a chain of its own, in no total.

    The row is locked while an entry is added. Nothing is booked on a day up to ``closed_through``.
    """

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="ledgers")
    test = models.BooleanField(default=False)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=BEGINNING)
    closed_through = models.DateField("closed through", null=True, blank=True)

    class Meta:
        ordering = ["issuer", "test"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "test"], name="one_ledger_of_an_issuer")
        ]

    def __str__(self) -> str:
        return f"Ledger of {self.issuer}{' (tests)' if self.test else ''}"


class LedgerEntry(models.Model):
    """Pence that an account owes more (positive) or less (negative).

    ``occurred_on`` is the day of the thing itself, ``booked_on`` the day of the open period it counts in.
    ``source`` and ``external_id`` name what caused it: the same cause is booked once.
    """

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveBigIntegerField()
    account = models.ForeignKey("finance.Account", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    pence = models.BigIntegerField()
    occurred_on = models.DateField()
    booked_on = models.DateField()
    document = models.ForeignKey(
        "finance.Document", null=True, on_delete=models.PROTECT, related_name="entries"
    )
    source = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["ledger", "position"]
        verbose_name_plural = "ledger entries"
        indexes = [
            models.Index(fields=["account", "booked_on"], name="entry_of_account"),
            models.Index(fields=["ledger", "booked_on"], name="entry_of_period"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "position"], name="entries_in_order"),
            models.UniqueConstraint(
                fields=["source", "external_id", "kind"], name="each_cause_is_booked_once"
            ),
            models.CheckConstraint(condition=~Q(pence=0), name="entries_move_something"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.position}"

    @property
    def facts(self) -> Facts:
        """What its hash covers, in the order of ``FACTS``."""
        return facts_of(*(getattr(self, name) for name in FACTS))


FACTS = (
    "position",
    "account_id",
    "kind",
    "pence",
    "occurred_on",
    "booked_on",
    "document_id",
    "source",
    "external_id",
    "actor_id",
    "at",
)


def facts_of(*values: object) -> Facts:
    """The values of ``FACTS`` as they are hashed: the moment in UTC to the microsecond, the rest as Python says it."""
    *others, at = values
    return (*others, at.isoformat(timespec="microseconds"))  # type: ignore[attr-defined]


class Closing(models.Model):
    """That the books of a ledger were closed up to a day, by whom, and where the ledger stood then."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="closings")
    through = models.DateField("closed through")
    closed_at = models.DateTimeField("closed")
    closed_by_id = models.BigIntegerField(null=True)
    position = models.PositiveBigIntegerField("last entry")
    head = models.CharField("its hash", max_length=64)

    class Meta:
        ordering = ["-closed_at", "-pk"]
        verbose_name = "year end"
        constraints = [
            models.UniqueConstraint(fields=["ledger", "through"], name="a_day_is_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.ledger.issuer}, through {self.through:%-d %B %Y}"
