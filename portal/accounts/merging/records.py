"""Who merged what: kept for good, and where old addresses lead on from."""

from __future__ import annotations

from django.db import models


class Merge(models.Model):
    """Two rows that were one: ``gone_id`` lives on as ``kept_id``. Only ever added to.

    Of people only ids are kept here, as a record that nobody deletes should name nobody.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "School"
        PERSON = "person", "Person"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    kept_id = models.BigIntegerField("kept", db_index=True)
    gone_id = models.BigIntegerField("merged into it", db_index=True)
    gone_name = models.CharField("its name", max_length=200, blank=True)
    taken = models.JSONField("fields taken from it", default=list)
    moved = models.JSONField("what moved", default=dict)
    merged_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="merged by"
    )
    merged_at = models.DateTimeField("merged", auto_now_add=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "gone_id"], name="merged_away_once"),
            models.CheckConstraint(
                condition=~models.Q(kept_id=models.F("gone_id")), name="merge_of_two_rows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label} {self.gone_id} into {self.kept_id}"
