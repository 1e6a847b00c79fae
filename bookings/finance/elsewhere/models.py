"""What was billed by another system before the portal did. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

LONGEST_REFERENCE = 60
LONGEST_REASON = 300


class BilledElsewhere(models.Model):
    """That something a school owed was billed elsewhere; or, with ``takes_back``, that this was an error.

    It holds words, and the number of a sign-in, as it never changes: not when schools are merged, and not when
    somebody is erased. While it stands, a ``Claim`` on the payable keeps it off documents.
    """

    payable = models.CharField(max_length=80)
    school = models.CharField(max_length=255)
    text = models.CharField("what", max_length=300)
    net_pence = models.BigIntegerField()
    reference = models.CharField(max_length=LONGEST_REFERENCE, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    takes_back = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "billed elsewhere"
        verbose_name_plural = "billed elsewhere"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="elsewhere_for_a_reason"),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=False) | ~Q(reference=""),
                name="elsewhere_has_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_taken_back(self) -> bool:
        return hasattr(self, "taken_back_by")

    @property
    def is_standing(self) -> bool:
        """Whether it keeps something off documents, and can be taken back."""
        return self.takes_back_id is None and not self.is_taken_back

    @property
    def state_words(self) -> str:
        """What the record says now."""
        if self.takes_back_id is not None:
            return "Takes an earlier record back"
        return "Taken back" if self.is_taken_back else "Billed elsewhere"
