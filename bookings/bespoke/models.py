"""Requests for training that the offer does not have: from the need to the accepted quote. No pupil is ever named."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bookings.bespoke.choices import EventKind, Outcome, State
from bookings.bespoke.querysets import RequestQuerySet
from bookings.finance.choices import Buyer, Service, Treatment
from bookings.places.events import Event
from bookings.places.models import new_reference as place_reference
from training.choices import Format


def new_reference() -> str:
    """A reference to say on the phone, e.g. ``KB-7F3K-9QXM``: B for bespoke."""
    return place_reference("KB")


class Request(models.Model):
    """What one school asks for. ``officer`` is the named person of the service who has it now."""

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    idem_key = models.UUIDField(unique=True, editable=False)
    school = models.ForeignKey(
        "accounts.School", on_delete=models.PROTECT, related_name="bespoke_requests"
    )
    requester = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="bespoke_requests"
    )
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed", on_delete=models.PROTECT, related_name="bespoke_requests"
    )
    needs = models.ManyToManyField("vocabulary.Need", blank=True, related_name="bespoke_requests")
    phases = models.ManyToManyField("vocabulary.Phase", blank=True, related_name="bespoke_requests")
    aim = models.TextField("what staff should be able to do afterwards")
    staff_count = models.PositiveSmallIntegerField(
        "number of staff", validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    format = models.CharField(max_length=12, choices=Format.choices)
    wished = models.CharField("dates wished for", max_length=300)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    officer = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bespoke_requests",
    )
    session = models.OneToOneField(
        "training.Session",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bespoke_request",
        verbose_name="date agreed",
    )
    demonstration = models.BooleanField("demonstration content", default=False)
    created_at = models.DateTimeField("asked", auto_now_add=True)
    changed_at = models.DateTimeField("changed", auto_now=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "request for bespoke training"
        verbose_name_plural = "requests for bespoke training"
        indexes = [models.Index(fields=["state", "created_at"], name="bespoke_request_waiting")]

    def __str__(self) -> str:
        return self.reference

    @property
    def latest_quote(self) -> Quote | None:
        """The newest version; reads ``quotes``."""
        return max(self.quotes.all(), key=lambda quote: quote.version, default=None)


class ShownOffer(models.Model):
    """A course of the offer that was shown to the school, and why it does not do, in the school's words."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="shown_offers")
    course = models.ForeignKey("training.CoursePage", on_delete=models.PROTECT, related_name="+")
    why_not = models.CharField("why it does not do", max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "course"], name="an_offer_is_shown_once"),
            models.CheckConstraint(condition=~Q(why_not=""), name="shown_offer_falls_short_somehow"),
        ]

    def __str__(self) -> str:
        return str(self.course)


class TriageDecision(models.Model):
    """What staff decided, and on what grounds. Rows are only added: an auditor reads why something was charged."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    words = models.TextField("what the school reads", max_length=1000)
    met_by = models.ForeignKey(
        "training.CoursePage", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by_id = models.BigIntegerField(help_text="The user's id alone: the row outlives the person.")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_decision_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="met", met_by__isnull=False)
                | (~Q(outcome="met") & Q(met_by__isnull=True)),
                name="what_is_met_is_met_by_a_course",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"


class ConsideredOffer(models.Model):
    """A course that was considered before something was charged, and why it falls short."""

    decision = models.ForeignKey(TriageDecision, on_delete=models.PROTECT, related_name="considered")
    course = models.ForeignKey("training.CoursePage", on_delete=models.PROTECT, related_name="+")
    falls_short = models.CharField("why it falls short", max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "course"], name="an_offer_is_considered_once"),
            models.CheckConstraint(condition=~Q(falls_short=""), name="considered_offer_falls_short"),
        ]

    def __str__(self) -> str:
        return str(self.course)


class Quote(models.Model):
    """One version of a price in writing. It is never changed: a newer version takes its place."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="quotes")
    version = models.PositiveSmallIntegerField()
    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="quotes")
    buyer = models.CharField("who pays", max_length=16, choices=Buyer.choices)
    text = models.TextField("what is offered")
    terms = models.TextField("terms of cancelling")
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    expires_at = models.DateTimeField("can be accepted until")
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["request", "version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="one_quote_of_a_version"),
            models.CheckConstraint(
                condition=Q(gross_pence=F("net_pence") + F("vat_pence"), net_pence__gte=1),
                name="quote_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}, version {self.version}"

    def is_expired(self, now: datetime) -> bool:
        """Whether its last day in Kent is over."""
        return now >= self.expires_at


class QuoteLine(models.Model):
    """One line of a quote, with its VAT as it will be invoiced."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    service = models.CharField(max_length=12, choices=Service.choices)
    quantity = models.PositiveIntegerField()
    unit_pence = models.BigIntegerField()
    treatment = models.CharField(max_length=8, choices=Treatment.choices)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()

    class Meta:
        ordering = ["quote", "position"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="quote_lines_in_order"),
            models.CheckConstraint(
                condition=Q(net_pence=F("quantity") * F("unit_pence"), net_pence__gte=1),
                name="quote_line_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Acceptance(models.Model):
    """That a school took a quote, and all it took with it. ``snapshot`` holds the words; ``sha256`` is theirs."""

    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="acceptance")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="acceptance")
    accepted_at = models.DateTimeField(auto_now_add=True)
    accepted_by_id = models.BigIntegerField(help_text="The person's id alone.")
    purchase_order = models.CharField("purchase order", max_length=40, blank=True)
    cost_code = models.CharField("cost code", max_length=40, blank=True)
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.quote} accepted"


class Cancellation(models.Model):
    """That accepted training does not take place, and what the school owes for it by the terms it accepted."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="cancellation")
    by_us = models.BooleanField("cancelled by us")
    reason = models.CharField(max_length=300)
    days_before = models.IntegerField("days before the date", null=True)
    percent = models.PositiveSmallIntegerField("charged, in percent")
    net_pence = models.BigIntegerField()
    cancelled_at = models.DateTimeField(auto_now_add=True)
    cancelled_by_id = models.BigIntegerField(
        help_text="The user's id alone: the row outlives the person."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_cancellation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(percent=0, net_pence=0) | Q(by_us=False, percent__lte=100, net_pence__gte=0),
                name="what_we_cancel_costs_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} cancelled"


class RequestEvent(Event):
    """Something that happened to a request. ``words`` is read by the school, ``reason`` by staff alone."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    words = models.TextField(blank=True)

    class Meta(Event.Meta):
        pass
