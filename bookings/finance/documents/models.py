"""Invoices, internal recharges and credit notes. The database refuses to change or delete what was issued."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from bookings.finance.choices import Buyer, DocumentKind, Service, Treatment
from bookings.finance.documents.querysets import DocumentQuerySet
from bookings.finance.elsewhere.models import BilledElsewhere

LETTERS = {DocumentKind.INVOICE: "INV", DocumentKind.RECHARGE: "REC", DocumentKind.CREDIT_NOTE: "CRN"}


class Series(models.Model):
    """The numbers of one kind of document of one issuer: 1, 2, 3 … without a gap.

    The row is locked in the transaction that issues, so a number that is not used is never taken. What is
    issued as a test counts in a series of its own.
    """

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="series")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    test = models.BooleanField(default=False)
    last = models.PositiveIntegerField("last number", default=0)

    class Meta:
        ordering = ["issuer", "kind", "test"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kind", "test"], name="one_series_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.number(self.last)

    def number(self, position: int) -> str:
        """What stands on paper, e.g. ``THA-INV-000017``; ``TEST-`` before it where no money moves."""
        said = f"{self.issuer.code}-{LETTERS[DocumentKind(self.kind)]}-{position:06d}"
        return f"TEST-{said}" if self.test else said


class Document(models.Model):
    """Something issued. ``snapshot`` holds every word of the paper, so that it can be made from itself alone.

    ``issued_by_id`` is a user's id and no relation: the row never changes, not even when the person is erased.
    """

    uid = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    account = models.ForeignKey("finance.Account", on_delete=models.PROTECT, related_name="documents")
    buyer = models.CharField("who pays", max_length=16, choices=Buyer.choices)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    issued_at = models.DateTimeField("issued")
    issued_by_id = models.BigIntegerField(null=True)
    tax_date = models.DateField("tax date")
    due_on = models.DateField("to pay by", null=True)
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    purchase_order = models.CharField("purchase order", max_length=40, blank=True)
    cost_code = models.CharField("cost code", max_length=40, blank=True)
    snapshot = models.JSONField()
    test = models.BooleanField("no money moves", default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = "invoice"
        indexes = [
            models.Index(fields=["account", "issued_at"], name="document_of_account"),
            models.Index(fields=["due_on"], name="document_by_due_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="document_numbers_once"),
            models.CheckConstraint(
                condition=Q(gross_pence=F("net_pence") + F("vat_pence")), name="document_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(net_pence__gte=1, vat_pence__gte=0), name="document_is_about_money"
            ),
            models.CheckConstraint(
                condition=Q(kind="credit-note", corrects__isnull=False, due_on__isnull=True)
                | (~Q(kind="credit-note") & Q(corrects__isnull=True, due_on__isnull=False)),
                name="credit_notes_correct_and_others_are_due",
            ),
            models.CheckConstraint(
                condition=~Q(kind="recharge") | (~Q(cost_code="") & Q(vat_pence=0)),
                name="recharge_has_a_cost_code_and_no_vat",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.snapshot["title"])


class DocumentLine(models.Model):
    """One line. ``payable`` is the key of what it charges for, ``credits`` the line that a credit note gives back."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    service = models.CharField(max_length=12, choices=Service.choices)
    quantity = models.PositiveIntegerField()
    unit_pence = models.BigIntegerField()
    treatment = models.CharField(max_length=8, choices=Treatment.choices)
    rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    payable = models.CharField(max_length=80, blank=True)
    credits = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credited_by")

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="document_lines_in_order"),
            models.CheckConstraint(
                condition=Q(net_pence=F("quantity") * F("unit_pence"), net_pence__gte=1),
                name="line_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DocumentFile(models.Model):
    """The PDF as it was issued, and its SHA-256: what is downloaded later is the same to the byte."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="file"
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.document}.pdf"


class Claim(models.Model):
    """That a payable stands on an invoice now, or was billed elsewhere: one of the two, as the key is unique.

    Credited in full, or taken back, the claim goes, and it can be billed anew.
    """

    payable = models.CharField(max_length=80, unique=True)
    line = models.OneToOneField(DocumentLine, null=True, on_delete=models.PROTECT, related_name="claim")
    elsewhere = models.OneToOneField(
        BilledElsewhere, null=True, on_delete=models.PROTECT, related_name="claim"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=False, elsewhere__isnull=True)
                | Q(line__isnull=True, elsewhere__isnull=False),
                name="claimed_by_a_line_or_elsewhere",
            )
        ]

    def __str__(self) -> str:
        return self.payable

    @property
    def text(self) -> str:
        """What was billed."""
        return self.line.text if self.line is not None else self.elsewhere_record.text

    @property
    def net_pence(self) -> int:
        """What was billed for it, without VAT."""
        return self.line.net_pence if self.line is not None else self.elsewhere_record.net_pence

    @property
    def number(self) -> str:
        """Of the document, or the reference it has elsewhere."""
        return self.line.document.number if self.line is not None else self.elsewhere_record.reference

    @property
    def school_name(self) -> str:
        if self.line is not None:
            return str(self.line.document.account.school)
        return self.elsewhere_record.school

    @property
    def elsewhere_record(self) -> BilledElsewhere:
        """Where it was billed, if not by a line: it is one of the two."""
        assert self.elsewhere is not None
        return self.elsewhere
