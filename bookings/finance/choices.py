"""Closed lists of finance."""

from __future__ import annotations

from django.db import models


class Buyer(models.TextChoices):
    """Who pays, as far as VAT asks; a school may pay from its own authority's budget or from another pot."""

    DELEGATED = "delegated", "School of the issuer’s authority, delegated budget"
    PRIVATE_FUND = "private-fund", "School of the issuer’s authority, private fund"
    OTHER_AUTHORITY = "other-authority", "School of another authority"
    ACADEMY = "academy", "Academy or free school"
    INDEPENDENT = "independent", "Independent school or setting"


class Service(models.TextChoices):
    """What is sold, as far as VAT asks."""

    TRAINING = "training", "Training"
    CONSULTANCY = "consultancy", "Consultancy"
    MATERIALS = "materials", "Materials"
    TRAVEL = "travel", "Travel"


class Treatment(models.TextChoices):
    """What VAT makes of a line."""

    OUTSIDE = "outside", "Outside the scope of VAT"
    EXEMPT = "exempt", "Exempt from VAT"
    TAXED = "taxed", "VAT is charged"


class DocumentKind(models.TextChoices):
    """What finance issues; each kind has numbers of its own."""

    INVOICE = "invoice", "Invoice"
    RECHARGE = "recharge", "Internal recharge"
    CREDIT_NOTE = "credit-note", "Credit note"


class EntryKind(models.TextChoices):
    """What moved an account. Positive pence are owed to the issuer, negative pence are paid or given back."""

    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit-note", "Credit note"
    CARD = "card", "Paid by card"
    BACS = "bacs", "Paid by bank transfer"
    JOURNAL = "journal", "Paid by internal journal"
    REFUND = "refund", "Paid back"
    CHARGEBACK = "chargeback", "Taken back by a card’s bank"
    WRITE_OFF = "write-off", "Written off"
    CORRECTION = "correction", "Correction"
