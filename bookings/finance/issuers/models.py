"""Who issues invoices. The legal seller may differ from district to district, so it is data."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

ONE_LINE = 200
MOST_DAYS = 365


def validate_days(value: str) -> None:
    """Accepts ``1, 14, 28``: whole days, each later than the one before."""
    parts = [part.strip() for part in value.split(",")]
    days = [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 4]
    rising = days == sorted(set(days)) and len(days) == len(parts)
    if not rising or days[0] < 1 or days[-1] > MOST_DAYS:
        raise ValidationError(
            "Write whole days from 1 to 365, each later than the one before, e.g. 1, 14, 28."
        )


class IssuerQuerySet(models.QuerySet["Issuer"]):
    """Issuers."""

    def for_district(self, district_id: int | None) -> Issuer | None:
        """Who bills a school of this district: the district's own issuer, or else the county's."""
        rows = self.filter(Q(district=district_id) | Q(district=None), active=True)
        return rows.order_by(models.F("district").asc(nulls_last=True)).first()


class Issuer(models.Model):
    """The legal seller: a district's special school, or the county."""

    name = models.CharField(
        "legal name",
        max_length=ONE_LINE,
        help_text="As it stands on invoices, e.g. “Kent County Council” or “Laleham Gap School”.",
    )
    code = models.CharField(
        "code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", "Write two to six capital letters, e.g. THA.")],
        help_text="Begins each of its numbers, e.g. THA in THA-INV-000001. It stays once something was issued.",
    )
    district = models.OneToOneField(
        "vocabulary.District",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issuer",
        help_text="Whose schools it bills, e.g. Thanet. Empty: of every district without an issuer of its own.",
    )
    address = models.TextField(help_text="Each line as on an envelope, the postcode last.")
    vat_number = models.CharField(
        "VAT number",
        max_length=14,
        blank=True,
        validators=[
            RegexValidator(r"^GB ?[0-9]{3} ?[0-9]{4} ?[0-9]{2}\Z", "For example GB 123 4567 89.")
        ],
        help_text="For example GB 123 4567 89. Empty: it charges no VAT.",
    )
    bank_name = models.CharField(
        "name of the account", max_length=ONE_LINE, help_text="For example “Kent County Council”."
    )
    sort_code = models.CharField(
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{2}-[0-9]{2}-[0-9]{2}\Z", "For example 12-34-56.")],
        help_text="For example 12-34-56.",
    )
    account_number = models.CharField(
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{8}\Z", "Write its eight digits.")],
        help_text="Eight digits, e.g. 12345678.",
    )
    email = models.EmailField(
        "e-mail", help_text="Who answers questions about an invoice, e.g. finance@school.example."
    )
    phone = models.CharField(
        "telephone", max_length=40, blank=True, help_text="For example 01843 123456."
    )
    payment_days = models.PositiveSmallIntegerField(
        "days to pay",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="From the day of issue, e.g. 30.",
    )
    remind_after = models.CharField(
        "remind after days",
        max_length=40,
        blank=True,
        default="1, 14, 28",
        validators=[validate_days],
        help_text="How many days after an invoice was to be paid its school is reminded, e.g. 1, 14, 28. "
        "Empty: never.",
    )
    income_code = models.CharField(
        "income code",
        max_length=40,
        blank=True,
        help_text="What internal journals credit, e.g. I72-4410. Empty: no journals can be made.",
    )
    active = models.BooleanField(default=True, help_text="Issues invoices now.")
    demonstration = models.BooleanField(
        "demonstration content", default=False, help_text="Its documents say that they are examples."
    )

    objects = IssuerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["active"],
                condition=Q(district=None, active=True),
                name="one_issuer_for_the_county",
                violation_error_message="There is an issuer for the county already: choose a district.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """After how many days each reminder goes out, in order."""
        return tuple(int(part) for part in self.remind_after.split(",") if part.strip())

    @property
    def snapshot(self) -> dict[str, Any]:
        """What documents say of it, as words."""
        return {
            "name": self.name,
            "address": [line.strip() for line in self.address.splitlines() if line.strip()],
            "vat_number": self.vat_number,
            "bank_name": self.bank_name,
            "sort_code": self.sort_code,
            "account_number": self.account_number,
            "email": self.email,
            "phone": self.phone,
        }


class Account(models.Model):
    """What one school owes one issuer. Documents and ledger hang here, so that they stay when schools merge.

    ``merged`` is one that came with another school: new documents go to the account that is not.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="accounts")
    school = models.ForeignKey(
        "accounts.School", on_delete=models.PROTECT, related_name="finance_accounts"
    )
    merged = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["school__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "school"], condition=Q(merged=False), name="one_account_of_a_school"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} with {self.issuer}"
