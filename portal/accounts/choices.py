"""Closed lists about people and schools."""

from __future__ import annotations

from django.db import models


class SchoolRole(models.TextChoices):
    """What somebody is in a school; it decides what they may do for it here."""

    SENCO = "senco", "SENCO"
    APPROVER = "approver", "Head or approver"
    BUSINESS = "business", "School business manager"
    STAFF = "staff", "Member of staff"
