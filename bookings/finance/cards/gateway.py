"""What the portal asks of whoever takes cards, in its own words. Stripe is one answer (``finance.gateways``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol


class CardError(Exception):
    """The gateway did not do what was asked."""


class CardUnreachable(CardError):
    """Nobody knows whether it was done: ask again with the same key."""


class CardRefused(CardError):
    """It was not done, and asking again would not help. ``str`` has Stripe's reason and names nobody."""


class Stage(Enum):
    """How far a payment has come, whatever the gateway calls it."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True)
class CardOrder:
    """What is to be paid. ``key`` makes a repeat harmless and comes back as the session's ``reference``."""

    key: str
    lines: tuple[tuple[str, int], ...]
    expires_at: datetime
    paid_url: str
    back_url: str


@dataclass(frozen=True)
class Refunded:
    """Money that went back, or did not after all (``failed``). ``key`` is ours, empty if others did it."""

    refund_id: str
    pence: int
    failed: bool
    settled: bool
    at: datetime
    key: str = ""


@dataclass(frozen=True)
class Disputed:
    """A bank that asks for the money; ``taken`` it has it now, ``over`` it has decided."""

    dispute_id: str
    pence: int
    taken: bool
    over: bool
    at: datetime
    answer_by: datetime | None = None


@dataclass(frozen=True)
class CardSession:
    """All that the gateway knows of one payment, as of now."""

    session_id: str
    stage: Stage
    pence: int
    currency: str
    live: bool
    reference: str
    url: str = ""
    payment_id: str = ""
    paid_at: datetime | None = None
    refunds: tuple[Refunded, ...] = ()
    disputes: tuple[Disputed, ...] = ()


@dataclass(frozen=True)
class Change:
    """That something may have happened: only a hint to look again. It holds ids and sums, nothing of the payer."""

    event_id: str
    kind: str
    at: datetime
    live: bool
    session_id: str = ""
    payment_id: str = ""
    reference: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class CardGateway(Protocol):
    """Each raises ``CardUnreachable`` or ``CardRefused``, and nothing else."""

    def create(self, order: CardOrder) -> CardSession:
        """Opens a session, or gives the one that the same key opened."""

    def fetch(self, session_id: str) -> CardSession:
        """The session as it is now, with its refunds and disputes."""

    def expire(self, session_id: str) -> CardSession:
        """Ends the session if nobody has paid; as it is then, paid or not."""

    def refund(self, *, payment_id: str, pence: int, key: str) -> Refunded:
        """Gives back some of a payment, once for a key."""

    def session_of(self, payment_id: str) -> str:
        """The session that a payment belongs to; empty if there is none."""

    def changes_since(self, moment: datetime) -> list[Change]:
        """All that may have happened since, the oldest first."""
