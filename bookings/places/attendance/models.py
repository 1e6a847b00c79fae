"""Who came: one row for each place and meeting, and every mark that was ever made, also those that lost."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Register(models.Model):
    """The register of one session. Its row is held while marks are written, so that they come one by one."""

    session = models.OneToOneField(
        "training.Session", on_delete=models.PROTECT, related_name="register", primary_key=True
    )
    finished_at = models.DateTimeField("finished", null=True, blank=True)
    finished_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_by__isnull=True) | Q(finished_at__isnull=False),
                name="register_finished_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Register of {self.session}"


class Presence(models.TextChoices):
    """What is marked for somebody at one meeting."""

    ATTENDED = "attended", "Present"
    PART = "part", "There for part of it"
    ABSENT = "absent", "Absent"


class Outcome(models.TextChoices):
    """What became of a place over all its meetings; follows from the marks, see ``rule``."""

    ATTENDED = "attended", "Attended"
    PARTIAL = "partial", "Attended in part"
    ABSENT = "absent", "Absent"
    NOT_RECORDED = "not-recorded", "Not recorded"


class Attendance(models.Model):
    """Whether the holder of a place was at one meeting, as it was marked last.

    ``version`` counts the marks that took effect. A device says which one it saw, so that a mark made
    without having seen another's is known as a conflict.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="attendances")
    meeting = models.ForeignKey("training.Meeting", on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=10, choices=Presence.choices)
    marked_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField("marked")
    device = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["place", "meeting__starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["place", "meeting"], name="marked_once_for_each_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.get_state_display()}"


class AttendanceMark(models.Model):
    """One mark as somebody made it; only ever added to. ``key`` makes a repeated message harmless."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="marks")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=Presence.choices)
    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    device = models.CharField(
        max_length=60, blank=True, help_text="Which phone or computer, where it said so."
    )
    at = models.DateTimeField(
        "marked", help_text="When the person pressed the button, by the device’s clock set right."
    )
    received_at = models.DateTimeField("arrived", help_text="Later than marked, if it was off-line.")
    in_force = models.BooleanField(
        default=True, help_text="No: a later mark was there already, or the register was finished."
    )
    replaced = models.CharField(
        max_length=10, choices=Presence.choices, blank=True, help_text="What stood there before."
    )
    conflict = models.BooleanField(
        default=False,
        help_text="It differs from somebody else’s mark, which whoever made it had not seen.",
    )

    class Meta:
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d %H:%M}"
