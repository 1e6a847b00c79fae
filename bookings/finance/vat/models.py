"""What VAT makes of what is sold to whom: a table that finance signs off before anything is issued by it."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bookings.finance.choices import Buyer, Service, Treatment


class VatTable(models.Model):
    """The VAT treatment of all an issuer sells, from a day on. Once signed off, the database refuses changes:
    what has to change is a new table from another day on."""

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="vat_tables")
    from_day = models.DateField(
        "in force from", help_text="The first tax date it is for, e.g. 2027-04-01."
    )
    advice = models.CharField(
        "based on",
        max_length=300,
        help_text="Whose advice it follows, e.g. “VAT team, e-mail of 3 March 2027”.",
    )
    entered_by_id = models.BigIntegerField(
        null=True, editable=False, help_text="The user's id alone: the row outlives the person."
    )
    created_at = models.DateTimeField("entered", auto_now_add=True)
    signed_off_at = models.DateTimeField("signed off", null=True, editable=False)
    signed_off_by_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["issuer", "-from_day", "-pk"]
        verbose_name = "VAT table"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "from_day"],
                condition=Q(signed_off_at__isnull=False),
                name="one_vat_table_in_force",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by_id__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by_id__isnull=False),
                name="vat_signed_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by_id__isnull=True)
                | Q(entered_by_id__isnull=True)
                | ~Q(signed_off_by_id=F("entered_by_id")),
                name="vat_signed_off_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}, from {self.from_day:%-d %B %Y}"

    @property
    def is_signed_off(self) -> bool:
        """Whether documents may be issued by it."""
        return self.signed_off_at is not None


class VatRule(models.Model):
    """One cell of a table: this buyer, this service."""

    table = models.ForeignKey(VatTable, on_delete=models.CASCADE, related_name="rules")
    buyer = models.CharField(max_length=16, choices=Buyer.choices)
    service = models.CharField(max_length=12, choices=Service.choices)
    treatment = models.CharField(max_length=8, choices=Treatment.choices)
    rate = models.DecimalField(
        "rate in per cent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )

    class Meta:
        ordering = ["buyer", "service"]
        verbose_name = "VAT rule"
        constraints = [
            models.UniqueConstraint(fields=["table", "buyer", "service"], name="one_vat_rule_of_a_cell"),
            models.CheckConstraint(
                condition=Q(treatment="taxed", rate__gt=0) | (~Q(treatment="taxed") & Q(rate=0)),
                name="only_what_is_taxed_has_a_rate",
            ),
        ]

    def __str__(self) -> str:
        rate = f", {self.rate.normalize():f}%" if self.rate else ""
        return f"{self.get_buyer_display()}, {self.get_service_display()}: {self.get_treatment_display()}{rate}"
