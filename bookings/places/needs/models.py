"""What somebody needs to take part in one session."""

from __future__ import annotations

from django.db import models

LONGEST = 500
"""Characters: a need and how to meet it, not a story."""


class AccessNeeds(models.Model):
    """In the holder's own words, for those who give the session. Gone soon after it.

    Said at the place's own address, so that nobody at the school reads it. Never about a pupil.
    """

    place = models.OneToOneField("places.Place", on_delete=models.CASCADE, related_name="access_needs")
    words = models.CharField("what they need to take part", max_length=LONGEST)
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "access need"

    def __str__(self) -> str:
        return f"of place {self.place_id}"
