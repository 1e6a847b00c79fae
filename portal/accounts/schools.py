"""Schools and early-years settings, as the national register and the service know them."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.accounts.finder.words import search_text
from portal.accounts.querysets import SchoolQuerySet
from portal.accounts.validators import validate_ofsted_number
from portal.base import clock


class School(models.Model):
    """A school or early-years setting. ``urn`` is absent for settings the register does not number.

    What ``register.comparing.OWNED`` names comes from the national register wherever ``from_register_on``
    says so; the rest is the service's own and stays through every load (docs/rules/schools.md).
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSING = "closing", "Open, but proposed to close"
        PROPOSED = "proposed", "Proposed to open"
        CLOSED = "closed", "Closed"

    name = models.CharField(max_length=200)
    urn = models.PositiveIntegerField("URN", unique=True, null=True, blank=True)
    ofsted_number = models.CharField(
        "Ofsted number",
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_ofsted_number],
        help_text="For early-years settings, for example “EY123456”. Leave empty if you do not know it.",
    )
    kind = models.CharField(
        "type", max_length=80, blank=True, help_text="For example “Community primary school”."
    )
    phases = models.ManyToManyField("vocabulary.Phase", blank=True, related_name="schools")
    minimum_age = models.PositiveSmallIntegerField("from age", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    district = models.ForeignKey(
        "vocabulary.District",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="schools",
        help_text="Empty for schools outside Kent.",
    )
    community = models.ForeignKey(
        "vocabulary.Community",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="schools",
        verbose_name="community of schools",
    )
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    website = models.URLField(blank=True, max_length=300)
    email_domain = models.CharField(
        "e-mail domain", max_length=100, blank=True, help_text="For example oakfield.kent.sch.uk."
    )
    trust = models.CharField("academy trust", max_length=200, blank=True)
    local_authority = models.CharField("local authority code", max_length=4, blank=True)
    establishment_number = models.CharField("establishment number", max_length=8, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    capacity = models.PositiveIntegerField("places for pupils", null=True, blank=True)
    pupils = models.PositiveIntegerField("pupils on roll", null=True, blank=True)
    special_provision = models.CharField(
        "resourced provision or unit", max_length=120, blank=True, help_text="As the register says."
    )
    register_status = models.CharField(
        "status in the register", max_length=8, choices=Status.choices, blank=True
    )
    opened_on = models.DateField("opened on", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True)
    closing_reason = models.CharField(
        "why it closed", max_length=120, blank=True, help_text="For example “Became an academy”."
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        help_text="The school that took over. People of the closed school are offered to join it.",
    )
    bookings_need_approval = models.BooleanField(
        "its head or approver has to agree to bookings",
        default=False,
        help_text="Yes: places that others of the school book are held for 72 hours until a head or approver agrees.",
    )
    from_register_on = models.DateField("last read from the register", null=True, editable=False)
    register_changed_on = models.DateField("changed in the register", null=True, editable=False)
    search_text = models.CharField(max_length=600, blank=True, editable=False)
    demonstration = models.BooleanField("demonstration content", default=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name"], name="school_name"),
            models.Index(fields=["postcode"], name="school_postcode"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(successor=models.F("id")),
                name="school_not_its_own_successor",
                violation_error_message="A school cannot take over from itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age=None)
                | models.Q(maximum_age=None)
                | models.Q(maximum_age__gte=models.F("minimum_age")),
                name="school_ages_in_order",
                violation_error_message="The highest age cannot be below the lowest.",
            ),
            models.CheckConstraint(
                condition=~models.Q(ofsted_number=""),
                name="school_ofsted_number_or_none",
                violation_error_message="Leave the Ofsted number out rather than empty.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps what the finder looks in up to date, and no number as none."""
        self.ofsted_number = self.ofsted_number or None
        self.search_text = search_text(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    @property
    def has_closed(self) -> bool:
        """Closed by today: nobody joins it or books for it any more."""
        return self.closed_on is not None and self.closed_on <= clock.today()

    @property
    def status(self) -> Status:
        """Open or closed today; the dates decide, and the register's word only where they do not."""
        today = clock.today()
        if self.has_closed:
            return self.Status.CLOSED
        if self.opened_on is not None and self.opened_on > today:
            return self.Status.PROPOSED
        if self.closed_on is not None or self.register_status == self.Status.CLOSING:
            return self.Status.CLOSING
        return self.Status.OPEN

    @property
    def number(self) -> str:
        """What the register or Ofsted calls it; empty for a setting with neither."""
        return (
            f"URN {self.urn}"
            if self.urn
            else (self.ofsted_number and f"Ofsted {self.ofsted_number}") or ""
        )

    @property
    def ages(self) -> str:
        """``3 to 11``; empty where nobody said."""
        if self.minimum_age is None or self.maximum_age is None:
            return ""
        return f"{self.minimum_age} to {self.maximum_age}"
