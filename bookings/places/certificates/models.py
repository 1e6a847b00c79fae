"""Certificates: a code that can be checked. What is printed on one is read anew from place and register."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from portal.base import clock

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O: codes are typed from paper."""

GROUPS, EACH = 4, 4


def new_code() -> str:
    """A code such as ``7F3K-9QXM-2HTW-B4RD``: about 79 random bits, so that none is found by trying."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * EACH))
    return "-".join(letters[start : start + EACH] for start in range(0, len(letters), EACH))


def read_code(text: str) -> str:
    """``text`` as codes are written: capitals, with the dashes; whatever somebody typed in between is left out."""
    letters = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    letters = letters[: GROUPS * EACH]
    return "-".join(letters[start : start + EACH] for start in range(0, len(letters), EACH))


class Certificate(models.Model):
    """That whoever held a place attended. It keeps no name, no course and no file: those are the place's.

    It counts while it is not revoked and the register still says that they attended: see ``services.is_valid``.
    """

    place = models.OneToOneField("places.Place", on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=24, unique=True, default=new_code, editable=False)
    issued_at = models.DateTimeField("issued", default=clock.now, editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField("why", max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, reason="")
                | (Q(revoked_at__isnull=False) & ~Q(reason="")),
                name="certificate_revoked_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.code
