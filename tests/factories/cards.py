"""A portal with a test key, whose Stripe is the stand-in, and what happens at a card payment."""

from __future__ import annotations

from typing import Any

from bookings.finance.cards.checkout import pay
from bookings.finance.cards.models import PaymentAttempt
from bookings.finance.models import Account, Document, LedgerEntry
from portal.accounts.choices import SchoolRole
from portal.accounts.models import User
from portal.outbox.services import drain
from tests.factories.accounts import MembershipFactory, PersonFactory, UserFactory
from tests.factories.finance import make_account, make_document, training
from tests.services.stripe_fake.fixtures import KEY, OLD_SECRET, SECRET, StripeFake

COMPLETED = ["checkout.session.completed"]


class CardDesk:
    """A school's business manager, finance, and the stand-in for Stripe."""

    def __init__(self, stripe: StripeFake) -> None:
        self.stripe = stripe
        self.account = make_account()
        self.user = payer_of(self.account)

    def invoice(self, pence: int = 45_000, *, account: Account | None = None) -> Document:
        """A TEST- invoice, as all are with a test key."""
        return make_document(account or self.account, training(pence), test=True)

    def begin(self, *documents: Document, user: User | None = None) -> PaymentAttempt:
        """Somebody presses “Pay by card”."""
        address = pay(user=user or self.user, uids={one.uid for one in documents})
        return PaymentAttempt.objects.get(url=address)

    def paid(self, *documents: Document, **how: Any) -> PaymentAttempt:
        """And pays on Stripe's page; nothing has told us yet."""
        attempt = self.begin(*documents)
        self.stripe.act("pay", session=attempt.session_id, **how)
        return attempt

    def tell(self, client: Any, **wanted: Any) -> list[int]:
        """Stripe's messages arrive; how each was answered. The worker applies them."""
        answers = [deliver(client, *one) for one in self.stripe.signed(**wanted)]
        drain()
        return answers


def deliver(client: Any, body: bytes, header: str) -> int:
    """One message of Stripe's to the webhook; its status."""
    answer = client.post(
        "/bookings/card-events/",
        data=body,
        content_type="application/json",
        headers={"Stripe-Signature": header},
    )
    return int(answer.status_code)


def payer_of(account: Account) -> User:
    """A business manager of the account's school."""
    user: User = UserFactory()
    person = PersonFactory(user=user, email=user.email)
    MembershipFactory(person=person, school=account.school, role=SchoolRole.BUSINESS)
    return user


def owed(document: Document) -> int:
    """What is still to be paid of it."""
    found = Document.objects.with_outstanding().get(pk=document.pk)
    return int(found.outstanding_pence)  # type: ignore[attr-defined]


def booked(document: Document) -> list[tuple[str, int]]:
    """Kind and pence of its entries, in order."""
    rows = LedgerEntry.objects.filter(document=document).order_by("position")
    return list(rows.values_list("kind", "pence"))


def take_cards(settings: Any, stripe: StripeFake) -> None:
    """Gives the portal a test key and the stand-in's address."""
    settings.STRIPE_API_KEY = KEY
    settings.STRIPE_API_BASE = stripe.address
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET, OLD_SECRET]
    settings.CARD_TEST = True
