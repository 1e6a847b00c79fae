"""Bookings and places. A place is one person in one session; nothing here is ever deleted."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from bookings.places.approvals.models import Approval
from bookings.places.attendance.models import Attendance, AttendanceMark, Register
from bookings.places.certificates.models import Certificate
from bookings.places.evaluations.models import Confidence, Evaluation, EvaluationStop
from bookings.places.events import Event
from bookings.places.feeds.models import CalendarAddress
from bookings.places.needs.models import AccessNeeds
from bookings.places.querysets import BookingQuerySet, PlaceQuerySet
from bookings.places.reminders.models import Reminder, ReminderRule
from bookings.places.terms.models import ProposedCharge, Terms
from portal.accounts.models import Person
from training.choices import PriceUnit

__all__ = [
    "AccessNeeds",
    "Approval",
    "Attendance",
    "AttendanceMark",
    "Booking",
    "CalendarAddress",
    "Certificate",
    "Confidence",
    "Evaluation",
    "EvaluationStop",
    "Place",
    "PlaceEvent",
    "ProposedCharge",
    "Register",
    "Reminder",
    "ReminderRule",
    "SeatCheck",
    "Terms",
    "WaitingGroup",
]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O: people read references out over the phone."""


def new_reference(prefix: str = "KT") -> str:
    """An unguessable booking reference, e.g. ``KT-7F3K-9QXM`` (about 40 random bits)."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{prefix}-{''.join(letters[:4])}-{''.join(letters[4:])}"


def new_key() -> str:
    """A secret of 22 letters (128 random bits) for an address that takes no signing in."""
    return secrets.token_urlsafe(16)


class Booking(models.Model):
    """What one booker asked for at one time in one session: one or more places.

    ``idem_key`` comes from the form: a repeated press finds the first booking instead of making
    another. ``price_pence`` is what is owed for the places of those who are going, without VAT, as agreed
    at the time of booking or of accepting places offered: the share of a place that ends goes with it
    (see ``share``), and a charge for giving it up late stands apart. It is confirmed from its first
    confirmed place on, awaits approval while it has places that are held for it and none confirmed, and waits
    while it has only places that wait or are offered.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "On the waiting list"
        APPROVAL = "approval", "Awaiting approval"
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.WAITING, State.APPROVAL, State.CONFIRMED)

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    session = models.ForeignKey("training.Session", on_delete=models.PROTECT, related_name="bookings")
    booker = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
        help_text="Empty when a parent or carer books for themselves.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    idem_key = models.UUIDField(unique=True, editable=False)
    price_pence = models.PositiveIntegerField("price in pence", default=0)
    refund_pence = models.PositiveIntegerField(
        "to refund, in pence",
        default=0,
        help_text="Owed back, if it was invoiced or paid, as we cancelled the session. Without VAT.",
    )
    purchase_order = models.CharField("purchase order", max_length=40, blank=True)
    terms = models.ForeignKey(
        Terms,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
        help_text="The version agreed; empty where staff had entered none.",
    )
    moved_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="moved_to",
        help_text="The booking whose places were moved to this date.",
    )
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("booked", auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | Q(state__in=["waiting", "approval", "confirmed"], cancelled_at__isnull=True),
                name="booking_cancelled_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def unsettled_words(self) -> str:
        """That it is cancelled, or what it still waits for; empty once it is confirmed."""
        return "" if self.state == self.State.CONFIRMED else self.get_state_display()

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def active_places(self) -> list[Place]:
        """Those that hold a seat or wait for one; reads ``places``."""
        return [place for place in self.places.all() if place.state in Place.ACTIVE]

    @property
    def waiting_places(self) -> list[Place]:
        """Those that wait for a seat; reads ``places``."""
        return [place for place in self.places.all() if place.state == Place.State.WAITING]

    @property
    def offered_places(self) -> list[Place]:
        """Those that are offered; reads ``places``."""
        return [place for place in self.places.all() if place.state == Place.State.OFFERED]

    @property
    def held_places(self) -> list[Place]:
        """Those that are held until somebody approves them; reads ``places``."""
        return [place for place in self.places.all() if place.state == Place.State.HELD]

    @property
    def live_people(self) -> list[Person]:
        """Those who still have a place in it; reads ``places``."""
        return [place.person for place in self.places.all() if place.state in Place.LIVE]

    def share(self, *, ending: int, staying: int) -> int:
        """What of the price, in pence, goes with ``ending`` places of people going while ``staying`` others are kept.

        Each place of somebody going owes the same share and no other owes any, so a share that is taken off
        whenever one ends leaves a price that is exactly that of the rest. A price for the whole school is owed
        as long as anybody goes.
        """
        if not ending:
            return 0
        if not staying:
            return self.price_pence
        if self.session.course.price_unit == PriceUnit.SCHOOL:
            return 0
        return self.price_pence * ending // (ending + staying)


class WaitingGroup(models.Model):
    """The places of one booking that wait for seats, in the order of ``pk``.

    The seats' row is locked before a group is written, so the order of ``pk`` is that of joining.
    """

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="waiting_group")
    session = models.ForeignKey(
        "training.Session", on_delete=models.PROTECT, related_name="waiting_groups"
    )
    together = models.BooleanField(
        "all together",
        default=False,
        help_text="Only places for all of them are offered, not one by one.",
    )
    pinned = models.BooleanField(
        default=False, help_text="Comes first; places that come free are kept until they suffice for it."
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    called_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When they were last told that whoever is first has a free place.",
    )
    created_at = models.DateTimeField("joined", auto_now_add=True)

    class Meta:
        ordering = ["-pinned", "pk"]

    def __str__(self) -> str:
        return f"{self.booking}, since {self.created_at:%Y-%m-%d %H:%M}"


class Place(models.Model):
    """One person in one session, or one person's wait for it.

    ``key`` is the secret part of the address at which whoever holds the place sees it without
    signing in; the address of a place that has ended says so.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        OFFERED = "offered", "Offered"
        HELD = "held", "Awaiting approval"
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Offer lapsed"
        REFUSED = "refused", "Not approved"
        UNAPPROVED = "unapproved", "Not approved in time"
        SUBSTITUTED = "substituted", "Given to a colleague"
        TRANSFERRED = "transferred", "Moved to another date"
        SESSION_CANCELLED = "session_cancelled", "Session cancelled"

    LIVE = (State.CONFIRMED,)
    """Who is going."""
    HOLDING = (State.OFFERED, State.HELD, State.CONFIRMED)
    """What ``SessionSeats.taken`` counts."""
    ACTIVE = (State.WAITING, *HOLDING)

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="places")
    session = models.ForeignKey("training.Session", on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="places")
    role = models.ForeignKey(
        "vocabulary.Audience",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The delegate's role at the time of booking.",
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.CONFIRMED)
    offer_expires_at = models.DateTimeField("offered until", null=True, blank=True)
    approval = models.ForeignKey(
        Approval,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="places",
        help_text="The question that had or has to be answered before it counts.",
    )
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text="The place it came from: a colleague’s, or this person’s on another date.",
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=["waiting", "offered", "held", "confirmed"]),
                name="one_active_place_each",
                violation_error_message="This person already has a place in this session, or waits for one.",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_expires_at__isnull=False),
                name="offered_until_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(approval__isnull=False),
                name="held_for_an_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_state_display().lower()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def gone_words(self) -> str:
        """Why a place that has ended cannot be passed on, for whoever still has its address."""
        if self.state == self.State.SUBSTITUTED:
            return "A colleague goes instead, and has a link of their own by e-mail."
        if self.state == self.State.TRANSFERRED:
            return "It was moved to another date. The newer e-mail has the link."
        return "It was given back, so it cannot be passed on."


class PlaceEvent(Event):
    """What happened to a place, when and by whom; only ever added to."""

    class Kind(models.TextChoices):
        WAITING = "waiting", "Joined the waiting list"
        OFFERED = "offered", "Place offered"
        HELD = "held", "Place held, approval asked for"
        APPROVED = "approved", "Approved"
        CONFIRMED = "confirmed", "Place confirmed"
        CANCELLED = "cancelled", "Place cancelled"
        DECLINED = "declined", "Offer declined"
        LAPSED = "lapsed", "Offer lapsed"
        REFUSED = "refused", "Not approved"
        UNAPPROVED = "unapproved", "Not approved in time"
        SUBSTITUTED = "substituted", "Given to a colleague"
        TRANSFERRED = "transferred", "Moved to another date"
        PINNED = "pinned", "Put first on the waiting list"
        UNPINNED = "unpinned", "No longer put first"
        MOVED = "moved", "Told that the date changed"
        SESSION_CANCELLED = "session_cancelled", "Session cancelled by us"
        CERTIFICATE_GIVEN = "certificate_given", "Certificate given"
        CERTIFICATE_REVOKED = "certificate_revoked", "Certificate withdrawn"
        CERTIFICATE_RESTORED = "certificate_restored", "Certificate counts again"
        CHARGED = "charged", "Charge made"
        CHARGE_WAIVED = "charge_waived", "Charge waived"
        CHARGE_AGAIN = "charge_again", "Charge to look at again"
        CHARGE_STANDS = "charge_stands", "Charge stands"

    OF_CHARGES = (Kind.CHARGED, Kind.CHARGE_WAIVED, Kind.CHARGE_AGAIN, Kind.CHARGE_STANDS)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)


class SeatCheck(models.Model):
    """One night's comparison of seats taken with live places; empty ``differences`` is good news."""

    day = models.DateField(unique=True)
    checked_at = models.DateTimeField()
    differences = models.JSONField(
        default=list,
        help_text="Sessions whose counters disagree, as session_id, taken and live, waiting and in_line.",
    )

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {len(self.differences)} wrong"
