"""What asks for a second person, who approved what, and the step of the workflow where they do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from wagtail.models import AbstractGroupApprovalTask, Page, Revision

from portal.base.publishable import model_choices


class SecondPersonRule(models.Model):
    """A type, or a section of the site, in which nobody publishes what they wrote themselves."""

    content_type = models.OneToOneField(
        ContentType,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=model_choices,
        verbose_name="type",
        help_text="For example “service”: every service then needs a second person.",
    )
    section = models.OneToOneField(
        Page,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Or a page: it and every page below it then need a second person.",
    )
    reason = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why, in words that editors read, e.g. “Families act on what these pages say.”",
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "need for a second person"
        verbose_name_plural = "needs for a second person"
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__isnull=False, section__isnull=True)
                | Q(content_type__isnull=True, section__isnull=False),
                name="second_person_for_a_type_or_a_section",
                violation_error_message="Choose a type or a section, not both and not neither.",
            )
        ]

    def __str__(self) -> str:
        if self.section is not None:
            return f"The section “{self.section.title}”"
        model = self.content_type.model_class() if self.content_type else None
        return str(model._meta.verbose_name_plural if model else self.content_type).capitalize()


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals, by who stands behind them."""

    def by_two_people(self) -> ApprovalQuerySet:
        """Where somebody approved what others wrote, and nothing of their own."""
        authors = Approval.authors.through._default_manager.filter(approval=OuterRef("pk"))
        own = authors.filter(user=OuterRef("approved_by"))
        return self.filter(Exists(authors), ~Exists(own), approved_by__isnull=False)


class Approval(models.Model):
    """Somebody published a revision, or approved its coming publication: who, and whose words.

    ``digest`` is of what it said then, so that a revision rewritten since counts as new.
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="approval")
    digest = models.CharField(max_length=64, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("review", "Can publish what others wrote, where a second person is needed")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.revision.object_str}, approved {self.approved_at:%Y-%m-%d}"


class EditorialReview(AbstractGroupApprovalTask):
    """Somebody else reads it: approves it, approves it in part, or sends it back with a comment."""

    class Meta:
        verbose_name = "editorial review"
        verbose_name_plural = "editorial reviews"

    @classmethod
    def get_description(cls) -> str:
        return "Members of the chosen groups approve, wholly or in part, or send back with a comment."

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Wagtail's, without approving for those who may not publish this."""
        from portal.publishing.rule import reason_against_publishing

        actions = super().get_actions(obj, user)
        if actions and reason_against_publishing(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions
