"""What was agreed at LIFT meetings, and which mails asked for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bookings.slots.choices import Kind
from bookings.slots.querysets import LiftActionQuerySet
from bookings.slots.validators import validate_no_pupil
from portal.accounts.validators import validate_no_link
from portal.base import clock


class LiftAction(models.Model):
    """What was agreed at a LIFT meeting: who does what by when, and whether it was done. It names no pupil."""

    meeting = models.ForeignKey(
        "slots.SupportMeeting",
        on_delete=models.PROTECT,
        related_name="actions",
        limit_choices_to={"kind": Kind.LIFT},
    )
    booking = models.ForeignKey(
        "slots.SlotBooking",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
        verbose_name="about",
        help_text="Whose question it answers, e.g. slot 2. Empty: the meeting as a whole; no school is told.",
    )
    text = models.CharField(
        "action",
        max_length=300,
        validators=[validate_no_link, validate_no_pupil],
        help_text="For example “Visit Year 3 and model visual timetables”. Never a pupil’s name or initials.",
    )
    owner = models.ForeignKey(
        "accounts.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lift_actions",
        help_text="A colleague of ours, e.g. the specialist teacher. Empty: the school.",
    )
    due_on = models.DateField("due", help_text="For example 2027-03-26.")
    told_at = models.DateTimeField("school told", null=True, blank=True, editable=False)
    done_at = models.DateTimeField("done", null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("recorded", auto_now_add=True)

    objects = LiftActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "LIFT action"
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(booking__isnull=False),
                name="a_school_that_owns_an_action_is_known",
                violation_error_message="Say whose question it is about, or choose a colleague who does it.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_words(self) -> str:
        """Who does it: a colleague's name, or the school."""
        return self.owner.name if self.owner is not None else "The school"

    @property
    def owner_for_school(self) -> str:
        """The same as the school itself reads it."""
        return "Your school" if self.owner_id is None else self.owner_words

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_on < clock.today()

    @property
    def state_words(self) -> str:
        """“Done on …”, “Overdue” or “Open”."""
        if self.done_at is not None:
            return f"Done on {clock.say_date(self.done_at)}"
        return "Overdue" if self.is_overdue else "Open"


class ActionChase(models.Model):
    """A mail that asked for an action: once for each rule and day that it fell due for."""

    class Rule(models.TextChoices):
        SOON = "soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    action = models.ForeignKey(LiftAction, on_delete=models.CASCADE, related_name="chases")
    rule = models.CharField(max_length=10, choices=Rule.choices)
    for_day = models.DateField()
    handed_over_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "rule", "for_day"], name="chased_once")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.for_day}"
