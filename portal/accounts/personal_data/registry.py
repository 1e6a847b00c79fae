"""What the portal holds about people: each app registers its own in ``AppConfig.ready()``.

A holding says what it is, why it is held and for how long, gives it out, and erases it. A test walks
every relation to a user or person and fails when one belongs to no holding and has no written reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase

from portal.accounts.models import Person, User

Value = str | int | bool | date | datetime | Sequence[str] | None
Record = Mapping[str, Value]
"""One thing that is held: plain words and what they say."""


@dataclass(frozen=True)
class Subject:
    """Whom it is about: a sign-in, a person, or the two together.

    ``told_to_others`` says that an officer reads about them, and not they themselves.
    """

    user: User | None
    person: Person | None
    told_to_others: bool = False

    @property
    def name(self) -> str:
        holder = self.person or self.user
        return holder.name if holder else ""

    def say(self, to_themselves: str, to_others: str) -> str:
        """The one of two sentences that speaks to whoever reads it."""
        return to_others if self.told_to_others else to_themselves

    @property
    def emails(self) -> list[str]:
        """Their addresses, lower-cased."""
        given = [self.user.email if self.user else "", self.person.email if self.person else ""]
        return sorted({email.lower() for email in given if email})


@dataclass(frozen=True)
class Foresight:
    """What deleting would do here. ``refusals`` stand in the way of it; ``warnings`` do not."""

    goes: Sequence[str] = ()
    stays: Sequence[str] = ()
    warnings: Sequence[str] = ()
    refusals: Sequence[str] = ()


def _nothing(_subject: Subject) -> Foresight:
    return Foresight()


@dataclass(frozen=True)
class Holding:
    """One kind of data. ``covers`` names the relations it answers for, as ``app.model.field``.

    ``erase`` runs in the transaction of the deletion, is given who carries it out, and must be
    harmless when repeated. Without one, what stays says nothing about anybody once name and e-mail
    are gone: then ``kept`` says so.
    """

    key: str
    title: str
    why: str
    kept: str
    covers: Sequence[str]
    give: Callable[[Subject], list[Record]]
    erase: Callable[[Subject, User | None], None] | None = None
    foresee: Callable[[Subject], Foresight] = field(default=_nothing)


_holdings: dict[str, Holding] = {}
_reasons: dict[str, str] = {}


def register_holding(holding: Holding) -> None:
    """Makes a holding known. Raises ``ValueError`` if another one has its key."""
    if _holdings.setdefault(holding.key, holding) != holding:
        raise ValueError(f"Two holdings are called {holding.key}.")


def leave_out(relation: str, *, reason: str) -> None:
    """Says why a relation (``app.model.field``, ``*`` for any) is in no holding."""
    _reasons[relation] = reason


def holdings() -> list[Holding]:
    """Every holding, in the order in which apps registered them."""
    return list(_holdings.values())


def answer_for(relation: str) -> str:
    """The title of the holding that covers a relation, or the reason why none does; empty if neither."""
    for holding in _holdings.values():
        if relation in holding.covers:
            return holding.title
    return next((why for known, why in _reasons.items() if fnmatchcase(relation, known)), "")
