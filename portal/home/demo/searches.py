"""What people searched for in the demonstration, what staff chose for it, and two gaps they saw."""

from __future__ import annotations

import random
from datetime import timedelta

from portal.base import clock
from search.addresses import shown_at
from search.log.models import Wording, WordingDay
from search.log.services import digest_of
from search.promotions.models import Promotion
from training.choices import GapState
from training.gaps import Gap

CHOSEN = (
    (
        "ehcp\nehc plan\neducation health and care plan",
        "/directory/services/information-advice-and-support-kent/",
        "Free, confidential and independent: what a parent needs first.",
    ),
    ("margate\nramsgate\nbroadstairs", "/support/", "Who asks for a town asks who helps there."),
)
SEARCHED = (
    ("autism", 40, 0, 31),
    ("ehcp", 22, 0, 15),
    ("dyslexia", 19, 0, 14),
    ("school refusal", 14, 0, 9),
    ("fasd", 9, 9, 0),
    ("tourettes", 8, 8, 0),
    ("girls and autism", 7, 0, 0),
    ("sleep problems", 6, 0, 4),
    ("exclusion", 5, 3, 0),
    ("help in polish", 4, 4, 0),
)
"""Wording, searches, how many found nothing, how many opened a result: all invented."""
OVER_DAYS = 60
GAPS = (
    ("Fetal alcohol spectrum disorder", "fasd", GapState.CONSIDERED),
    ("Tics and Tourette’s in the classroom", "tourettes", GapState.GAP),
)


def load_searches() -> None:
    """Once: a second run leaves what is there."""
    for wordings, address, reason in CHOSEN:
        shown = shown_at(address)
        if shown and not Promotion.objects.filter(key=shown.key).exists():
            Promotion.objects.create(
                wordings=wordings,
                key=shown.key,
                title=shown.title,
                reason=reason,
                demonstration=True,
            )
    for title, wording, state in GAPS:
        Gap.objects.get_or_create(
            title=title, defaults={"wordings": wording, "state": state, "demonstration": True}
        )
    draw = random.Random(20261125)
    for wording, searches, nothing, opened in SEARCHED:
        _load_counts(wording, searches, nothing, opened, draw)


def _load_counts(wording: str, searches: int, nothing: int, opened: int, draw: random.Random) -> None:
    if Wording.objects.filter(digest=digest_of(wording)).exists():
        return
    today = clock.today()
    back = sorted(draw.sample(range(1, OVER_DAYS), min(searches, 12)), reverse=True)
    row = Wording.objects.create(
        digest=digest_of(wording),
        text=wording,
        days=len(back),
        first_day=today - timedelta(days=back[0]),
        last_day=today - timedelta(days=back[-1]),
    )
    share = len(back)
    WordingDay.objects.bulk_create(
        WordingDay(
            wording=row,
            day=today - timedelta(days=days),
            searches=_part(searches, number, share),
            without_results=_part(nothing, number, share),
            opened=_part(opened, number, share),
        )
        for number, days in enumerate(back)
    )


def _part(total: int, number: int, parts: int) -> int:
    """What falls to one of so many days; the parts sum to the total."""
    return total // parts + (number < total % parts)
