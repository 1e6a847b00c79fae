"""What is known of each index, and until when the passing of time was looked at."""

from __future__ import annotations

from django.db import models

from portal.outbox.changes import Position


class SearchIndex(models.Model):
    """One index: each machine's own embedded one, or Elasticsearch's. Position: how far it followed."""

    name = models.CharField(max_length=100, unique=True)
    engine = models.CharField(max_length=20)
    place = models.CharField(max_length=250, help_text="The machine and folder, or the server.")
    writer = models.BigIntegerField(null=True, blank=True, editable=False)
    row = models.BigIntegerField(null=True, blank=True, editable=False)
    followed_at = models.DateTimeField("last looked at", null=True, blank=True)
    rebuilt_at = models.DateTimeField("last rebuilt", null=True, blank=True)
    rebuilt_seconds = models.FloatField("seconds it took", null=True, blank=True)
    documents = models.PositiveIntegerField("documents when it was rebuilt", default=0)
    compared_at = models.DateTimeField("last compared", null=True, blank=True)
    compared_documents = models.PositiveIntegerField("documents compared", default=0)
    differences = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField("administrators told", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "search index"
        verbose_name_plural = "search indexes"

    def __str__(self) -> str:
        return f"{self.engine}: {self.place}"

    @property
    def position(self) -> Position | None:
        """How far it has followed; nowhere before it was first built."""
        return None if self.writer is None or self.row is None else Position(self.writer, self.row)


class TimePassed(models.Model):
    """Until when documents that change by time alone have been noted; one row."""

    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "time passed"

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"
