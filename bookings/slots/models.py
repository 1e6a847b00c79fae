"""Drop-in clinics and LIFT meetings: operational records without revisions, like sessions.

A slot is one school's question in a few minutes. It has no course, price, terms, waiting list or certificate, so it
is no ``training.Session``: see ``docs/adr/0009-slots.md``. No pupil is named anywhere here.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bookings.places.events import Event
from bookings.places.models import new_key
from bookings.places.models import new_reference as place_reference
from bookings.slots.choices import Kind, MeetingState
from bookings.slots.lift.models import ActionChase, LiftAction
from bookings.slots.querysets import SlotBookingQuerySet, SupportMeetingQuerySet
from bookings.slots.validators import LONGEST
from portal.base import clock

__all__ = [
    "ActionChase",
    "LiftAction",
    "Slot",
    "SlotBooking",
    "SlotEvent",
    "SlotReminder",
    "SupportMeeting",
]


def new_reference() -> str:
    """A reference to say on the phone, e.g. ``KQ-7F3K-9QXM``: Q for a question, as KT is a training place."""
    return place_reference("KQ")


class SupportMeeting(models.Model):
    """A drop-in clinic about one area of need, or a district's LIFT meeting, divided into slots."""

    uid = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        max_length=10,
        choices=Kind.choices,
        default=Kind.CLINIC,
        help_text="For example a clinic for one area of need, or a district’s LIFT meeting.",
    )
    state = models.CharField(
        max_length=10,
        choices=MeetingState.choices,
        default=MeetingState.DRAFT,
        help_text="For example “Open for booking”, which shows it to schools.",
    )
    district = models.ForeignKey(
        "vocabulary.District",
        on_delete=models.PROTECT,
        related_name="support_meetings",
        help_text="Only schools of this district can book, e.g. Thanet.",
    )
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clinics",
        verbose_name="area of need",
        help_text="What a clinic is about, e.g. “Cognition and learning”. Empty for LIFT.",
    )
    starts_at = models.DateTimeField("starts", help_text="Kent time, e.g. 2027-03-09 13:30.")
    ends_at = models.DateTimeField("ends", help_text="Kent time, e.g. 2027-03-09 15:30.")
    slot_minutes = models.PositiveSmallIntegerField(
        "minutes for each slot",
        null=True,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
        help_text="For example 15 for a clinic, 20 for LIFT.",
    )
    closes_at = models.DateTimeField(
        "booking closes",
        null=True,
        blank=True,
        help_text="When the agenda is closed, e.g. 2027-03-05 12:00. Empty: when it starts.",
    )
    venue = models.ForeignKey(
        "training.Venue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="support_meetings",
        help_text="For example “Laleham Gap School”. Empty: online.",
    )
    joining_link = models.URLField(
        blank=True,
        help_text="Shown only to those with a slot, from 24 hours before, e.g. https://meet.example/thanet-lift.",
    )
    trainers = models.ManyToManyField(
        "training.Trainer",
        blank=True,
        related_name="support_meetings",
        verbose_name="who answers",
        help_text="They read the questions and record the actions, e.g. the area’s specialist teacher.",
    )
    cancel_reason = models.CharField("why it was cancelled", max_length=300, blank=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    demonstration = models.BooleanField("demonstration content", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SupportMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "clinic or LIFT meeting"
        verbose_name_plural = "clinics and LIFT meetings"
        indexes = [models.Index(fields=["kind", "district", "starts_at"], name="support_meeting_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="support_meeting_ends_after_start",
                violation_error_message="It has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(kind="clinic", area_of_need__isnull=False)
                | Q(kind="lift", area_of_need__isnull=True),
                name="a_clinic_has_an_area_and_lift_has_none",
                violation_error_message="A clinic needs an area of need; a LIFT meeting takes none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {clock.say_span(self.starts_at, self.ends_at)}"

    def clean(self) -> None:
        """As the constraints, beside the fields they are about."""
        errors = {}
        if self.is_lift and self.area_of_need_id is not None:
            errors["area_of_need"] = "A LIFT meeting is about any area of need: leave this empty."
        if not self.is_lift and self.area_of_need_id is None:
            errors["area_of_need"] = "Say what the clinic is about."
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = "It has to end after it starts."
        if errors:
            raise ValidationError(errors)

    @property
    def title(self) -> str:
        """“Drop-in clinic: cognition and learning, Thanet” or “LIFT meeting, Thanet”."""
        if self.kind == Kind.CLINIC and self.area_of_need is not None:
            area = str(self.area_of_need)
            return f"Drop-in clinic: {area[:1].lower()}{area[1:]}, {self.district}"
        return f"LIFT meeting, {self.district}"

    @property
    def closes(self) -> datetime:
        """When booking stops, at the latest the start."""
        return min(self.closes_at, self.starts_at) if self.closes_at else self.starts_at

    def is_bookable(self, now: datetime | None = None) -> bool:
        """Whether slots can be booked at ``now``, free ones or not."""
        return self.state == MeetingState.OPEN and self.closes > (now or clock.now())

    @property
    def is_lift(self) -> bool:
        return self.kind == Kind.LIFT

    @property
    def place_words(self) -> str:
        """Where it is, in the words of a list."""
        return str(self.venue) if self.venue is not None else "Online"

    @property
    def cancelled_words(self) -> str:
        """That we cancelled it, and why; empty while it is to take place."""
        if self.state != MeetingState.CANCELLED:
            return ""
        why = f": {self.cancel_reason}" if self.cancel_reason else ""
        return f"We are sorry: we had to cancel this date{why.rstrip('.')}."


class Slot(models.Model):
    """Some minutes of a meeting. One that fell away, and was booked once, is kept as ``dropped``."""

    meeting = models.ForeignKey(SupportMeeting, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_slot_of_a_number"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.time_words

    @property
    def time_words(self) -> str:
        """``1:30pm to 1:45pm``."""
        return f"{clock.say_time(self.starts_at)} to {clock.say_time(self.ends_at)}"


class SlotBooking(models.Model):
    """A school's question, and the slot in which it is talked about.

    ``key`` is the secret part of the address at which whoever booked changes or cancels it without signing in. The
    partial UNIQUE is the last word: however wrong a path is, a slot is never given twice.
    """

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        MEETING_CANCELLED = "meeting_cancelled", "Cancelled by us"

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey("accounts.School", on_delete=models.PROTECT, related_name="slot_bookings")
    booker = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="slot_bookings")
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed",
        on_delete=models.PROTECT,
        related_name="slot_bookings",
        verbose_name="area of need",
    )
    question = models.TextField(
        max_length=LONGEST,
        blank=True,
        help_text="Empty once it was erased.",
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.BOOKED)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    idem_key = models.UUIDField(unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("booked", auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SlotBookingQuerySet.as_manager()

    class Meta:
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state="booked"), name="a_slot_is_booked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False)),
                name="slot_booking_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def meeting(self) -> SupportMeeting:
        return self.slot.meeting

    @property
    def is_live(self) -> bool:
        return self.state == self.State.BOOKED

    @property
    def area_words(self) -> str:
        """The area of need as it was chosen."""
        return self.area_of_need.name_for_lift if self.meeting.is_lift else str(self.area_of_need)


class SlotEvent(Event):
    """What happened to a booked slot, when and by whom; only ever added to."""

    class Kind(models.TextChoices):
        BOOKED = "booked", "Booked"
        CHANGED = "changed", "Question changed"
        CANCELLED = "cancelled", "Cancelled"
        MOVED = "moved", "Told that the date changed"
        MEETING_CANCELLED = "meeting_cancelled", "Cancelled by us"

    booking = models.ForeignKey(SlotBooking, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)


class SlotReminder(models.Model):
    """A reminder that was handed over: once for each booking and start of its slot."""

    booking = models.ForeignKey(SlotBooking, on_delete=models.CASCADE, related_name="reminders")
    starts_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "starts_at"], name="reminded_once_of_a_slot")
        ]

    def __str__(self) -> str:
        return f"of {self.booking_id}"
