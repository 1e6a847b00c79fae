"""What the worker does for card payments."""

from __future__ import annotations

from bookings.finance.cards.checkout import OPENING, gave_up_opening, open_owed
from bookings.finance.cards.due import ask_about_open_payments, read_what_was_missed
from bookings.finance.cards.inbox import APPLYING, apply_event
from bookings.finance.cards.refunds import SENDING, send_refund
from portal.outbox.due import register_due
from portal.outbox.services import register


def register_work() -> None:
    """Called once, when the apps are ready."""
    register(OPENING, open_owed, gave_up=gave_up_opening)
    register(APPLYING, apply_event)
    register(SENDING, send_refund)
    register_due("card payments that are open", ask_about_open_payments)
    register_due("what Stripe did not tell us", read_what_was_missed)
