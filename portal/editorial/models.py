"""What was found in published content, and the plain words that writers are offered for jargon."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.editorial.checks import Check


class Examined(models.Model):
    """When a published page or entry was last looked through."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="examined_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}"


class Finding(models.Model):
    """Something published that would be refused today: published before the rule, or its twin went."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    check_name = models.CharField("check", max_length=12, choices=Check.choices)
    message = models.CharField("what to mend", max_length=500)
    found_at = models.DateTimeField("found")

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "thing to mend"
        verbose_name_plural = "things to mend"
        indexes = [models.Index(fields=["content_type", "object_id"], name="finding_of_content")]

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"


class PlainWord(models.Model):
    """A word that readers may not know, and what to write instead or beside it."""

    term = models.CharField(
        "word",
        max_length=80,
        unique=True,
        help_text="As writers use it, e.g. “SLCN” or “differentiate”.",
    )
    plain = models.CharField(
        "in plain words",
        max_length=200,
        help_text="For example “speech, language and communication needs”.",
    )
    families_only = models.BooleanField(
        "only for parents and carers",
        default=False,
        help_text="Tick for words that every school knows, e.g. “SENCO”.",
    )

    class Meta:
        ordering = ["term"]
        verbose_name = "plain word"

    def __str__(self) -> str:
        return self.term
