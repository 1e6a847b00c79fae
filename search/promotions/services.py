"""Which results staff chose for a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.base.snapshot import Snapshot
from search.lines import lines_of
from search.promotions.models import MOST_SHOWN, Promotion
from search.understanding.normal import STOP_WORDS
from search.words import words_of

Asked = frozenset[str]


@dataclass(frozen=True)
class Chosen:
    """One promotion as searches look at it."""

    key: str
    first_day: date | None
    last_day: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return not (self.first_day and day < self.first_day) and not (
            self.last_day and day > self.last_day
        )


def asked_by(text: str) -> Asked:
    """What two searches have in common that ask for the same: their words of meaning, in any order."""
    words = words_of(text)
    return frozenset(word for word in words if word not in STOP_WORDS) or frozenset(words)


def _read() -> Mapping[Asked, Sequence[Chosen]]:
    found: dict[Asked, list[Chosen]] = {}
    for row in Promotion.objects.order_by("order", "pk"):
        chosen = Chosen(row.key, row.first_day, row.last_day)
        for line in lines_of(row.wordings):
            if (asked := asked_by(line)) and chosen not in found.setdefault(asked, []):
                found[asked].append(chosen)
    return found


_chosen = Snapshot(_read, Promotion)


def pinned_for(texts: Sequence[str], today: date) -> tuple[str, ...]:
    """Keys that staff chose for any of ``texts``, e.g. a search as typed and as corrected."""
    chosen = _chosen.get()
    if not chosen:
        return ()
    keys = [row.key for text in texts for row in chosen.get(asked_by(text), ()) if row.holds_on(today)]
    return tuple(dict.fromkeys(keys))[:MOST_SHOWN]
