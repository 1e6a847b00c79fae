"""Dated runs of courses: operational records, so without revisions.

Publishing an old draft must never bring back old times, a cancelled state or a seat count; state,
times and capacity change through services only.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.base import clock
from portal.vocabulary.choices import Format
from training.choices import BOOKABLE, ONLINE, Booking, SessionState
from training.querysets import SessionQuerySet


class Venue(models.Model):
    """A place where sessions are held, with what people need to know to get there and get in."""

    name = models.CharField(max_length=150, help_text="For example “Laleham Gap School”.")
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    district = models.ForeignKey("vocabulary.District", on_delete=models.PROTECT, related_name="venues")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    access_features = models.ManyToManyField(
        "vocabulary.AccessFeature", blank=True, related_name="venues", verbose_name="access"
    )
    access_notes = models.TextField(
        "getting in",
        blank=True,
        help_text="For example “Ring at the blue gate; the room is upstairs, with a lift”.",
    )
    travel_notes = models.TextField(
        "getting there", blank=True, help_text="Parking, bus and train, in one or two sentences."
    )
    demonstration = models.BooleanField("demonstration content", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name

    @property
    def address_words(self) -> str:
        """The address in one line, without the name."""
        return ", ".join(part for part in (self.address, self.town, self.postcode) if part)

    @property
    def words(self) -> str:
        """The name with the address."""
        return ", ".join(part for part in (self.name, self.address_words) if part)


class Trainer(models.Model):
    """Who gives sessions, with the qualifications that make them worth hearing."""

    name = models.CharField(max_length=150)
    job_title = models.CharField(
        max_length=120, blank=True, help_text="For example “Specialist teacher”."
    )
    qualifications = models.CharField(
        max_length=300, blank=True, help_text="For example “PGCert SpLD, AMBDA; 12 years in primary”."
    )
    person = models.OneToOneField(
        "accounts.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="trainer",
        help_text="Who they are when they sign in.",
    )
    demonstration = models.BooleanField("demonstration content", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Session(ClusterableModel):
    """A dated run of a course: one or many meetings, a venue or a joining link, and places.

    ``starts_at`` and ``ends_at`` span the meetings and are kept by ``training.services``.
    """

    uid = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        "training.CoursePage",
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text="The course that this is a date of.",
    )
    state = models.CharField(
        max_length=10,
        choices=SessionState.choices,
        default=SessionState.DRAFT,
        help_text="“Open for booking” shows it to the public from the date below.",
    )
    visible_from = models.DateTimeField(
        "shown to the public from", null=True, blank=True, help_text="Empty: at once."
    )
    booking_opens_at = models.DateTimeField(
        "booking opens", null=True, blank=True, help_text="Empty: as soon as it is shown."
    )
    booking_closes_at = models.DateTimeField(
        "booking closes", null=True, blank=True, help_text="Empty: when the first meeting starts."
    )
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.ONLINE)
    venue = models.ForeignKey(
        Venue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text="Needed unless the session is online.",
    )
    joining_link = models.URLField(
        blank=True, help_text="Sent to delegates only; never shown to the public."
    )
    trainers = models.ManyToManyField(Trainer, blank=True, related_name="sessions")
    districts = models.ManyToManyField(
        "vocabulary.District",
        blank=True,
        related_name="sessions",
        verbose_name="only for districts",
        help_text="None chosen: for all of Kent.",
    )
    audiences = models.ManyToManyField(
        "vocabulary.Audience",
        blank=True,
        related_name="sessions",
        verbose_name="only for",
        help_text="None chosen: for everyone the course is for.",
    )
    made_for = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="own_sessions",
        verbose_name="made for one school",
        help_text="Bespoke training: no list shows it, and only this school books it. Nothing is charged for a place.",
    )
    called = models.CharField(
        "what it is called",
        max_length=150,
        blank=True,
        help_text="For bespoke training, e.g. “Calm lunchtimes”. Empty: as its course.",
    )
    notes = models.TextField(
        "notes for delegates",
        blank=True,
        help_text="For example “Bring a pupil’s reading book”. Never a pupil’s name.",
    )
    minimum = models.PositiveIntegerField(
        "fewest people",
        null=True,
        blank=True,
        help_text="For example 8. Empty: it takes place however few are booked.",
    )
    decide_by = models.DateField(
        "decide by",
        null=True,
        blank=True,
        help_text="The day on which officers decide whether it goes ahead, e.g. 2027-02-23.",
    )
    decision_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When officers were asked to decide."
    )
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    demonstration = models.BooleanField("demonstration content", default=False)
    calendar_sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Rises with each change, so that calendars take the newer entry.",
    )
    moved_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its time, venue or format last changed with people booked on it.",
    )
    cancel_reason = models.CharField("why it was cancelled", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["course", "starts_at"], name="session_course_start"),
            models.Index(fields=["starts_at", "id"], name="session_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_closes_at__gt=F("booking_opens_at")),
                name="session_booking_window_in_order",
                violation_error_message="Booking has to close after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(decide_by__isnull=False),
                name="minimum_has_a_day_to_decide",
                violation_error_message="Say by which day it is decided whether enough people come.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "confirmed"]) | Q(starts_at__isnull=False),
                name="open_session_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(called="") | Q(made_for__isnull=False),
                name="only_bespoke_sessions_are_called_otherwise",
                violation_error_message="Only training made for one school has a name of its own.",
            ),
        ]

    def __str__(self) -> str:
        when = (
            clock.say_span(self.starts_at, self.ends_at)
            if self.starts_at and self.ends_at
            else "no date yet"
        )
        return f"{self.title}: {when}"

    @property
    def title(self) -> str:
        """What people read it is: its course, or what training made for one school is called."""
        return self.called or str(self.course.title)

    @property
    def closes_at(self) -> datetime | None:
        """When booking stops: the given time, at the latest the start."""
        if self.booking_closes_at and self.starts_at:
            return min(self.booking_closes_at, self.starts_at)
        return self.booking_closes_at or self.starts_at

    def booking(self, now: datetime | None = None) -> Booking:
        """What a visitor can do about this session at ``now``; reads ``self.seats``."""
        moment = now or clock.now()
        if self.state == SessionState.CANCELLED:
            return Booking.CANCELLED
        if self.state == SessionState.COMPLETED or (self.ends_at and self.ends_at <= moment):
            return Booking.PAST
        if self.starts_at and self.starts_at <= moment:
            return Booking.BEGUN
        closes = self.closes_at
        if self.state not in BOOKABLE or closes is None or closes <= moment:
            return Booking.CLOSED
        if self.booking_opens_at and self.booking_opens_at > moment:
            return Booking.NOT_YET
        if self.seats.left <= 0:
            return Booking.FULL
        return Booking.OPEN

    def moved_since(self, moment: datetime) -> bool:
        """Whether it was moved after ``moment``: who booked before may cancel without a charge."""
        return self.moved_at is not None and self.moved_at > moment

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def cancelled_words(self) -> str:
        """That we cancelled it, and why; empty while it is to take place."""
        if self.state != SessionState.CANCELLED:
            return ""
        why = f": {self.cancel_reason}" if self.cancel_reason else ""
        # What was made for one school may have been cancelled by the school itself.
        said = (
            "This date is cancelled" if self.made_for_id else "We are sorry: we had to cancel this date"
        )
        return f"{said}{why.rstrip('.')}."

    @property
    def is_online(self) -> bool:
        return self.format in ONLINE

    @property
    def place_words(self) -> str:
        """Where it is, in the words of a list: a venue's name, or how it is given."""
        if self.venue is not None:
            return str(self.venue)
        return self.get_format_display()


class Meeting(models.Model):
    """One sitting of a session."""

    session = ParentalKey(Session, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    room = models.CharField(max_length=80, blank=True, help_text="For example “Library, first floor”.")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="A meeting has to end after it starts.",
            ),
            models.UniqueConstraint(
                fields=["session", "starts_at"],
                name="one_meeting_at_a_time",
                violation_error_message="Two meetings start at the same time.",
            ),
        ]

    def __str__(self) -> str:
        return clock.say_span(self.starts_at, self.ends_at)


class SessionSeats(models.Model):
    """How many places a session has and how many are taken. Written by bookings alone.

    The CHECK is the last word: no path, however wrong, sells a place that is not there.
    """

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="seats", primary_key=True
    )
    capacity = models.PositiveIntegerField()
    overbook = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "session seats"
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity") + F("overbook")),
                name="never_oversold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.capacity} taken"

    @property
    def left(self) -> int:
        """Places a newcomer can take; none while others wait for one."""
        return 0 if self.waiting else max(self.capacity - self.taken, 0)
