"""An issuer, its VAT table, and a school's first papers: one to pay, one credited. Each says that it is an example."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from django.conf import settings

from bookings.finance.bank.services import load_statement
from bookings.finance.choices import Buyer, Service, Treatment
from bookings.finance.documents.snapshots import Order
from bookings.finance.journals.services import make_batch
from bookings.finance.ledger.services import close_through
from bookings.finance.models import Document, Issuer, PaymentAttempt, VatTable
from bookings.finance.services.billing import give_back, tell
from bookings.finance.services.issuing import Charge, account_of, issue
from bookings.finance.vat.services import Cell, Verdict, save_table, sign_off
from portal.accounts.models import Membership, User
from portal.base import clock

FINANCE, SECOND, MANAGER = "finance@demo.example", "admin@demo.example", "business@demo.example"
A_YEAR = timedelta(days=365)

OUTSIDE, EXEMPT = Verdict(Treatment.OUTSIDE), Verdict(Treatment.EXEMPT)


def load_finance() -> None:
    """Adds what is missing: nothing, once there is an issuer; with a test key of Stripe’s, invoices to pay with it."""
    if not Issuer.objects.exists():
        _load()
    if settings.CARD_TEST and not Document.objects.filter(test=True).exists():
        _to_try_out(Issuer.objects.get(code="DEMO"))


def _load() -> None:
    issuer = _issuer()
    _vat(issuer)
    _close_last_year(issuer)
    _documents(issuer)
    _statement(issuer)
    _not_paid_in_time()
    _journal(issuer)


def _issuer() -> Issuer:
    issuer: Issuer = Issuer.objects.create(
        name="Example County Council, specialist teaching",
        code="DEMO",
        address="Example House\n1 Example Street\nMaidstone\nME99 9ZZ",
        bank_name="Example County Council",
        sort_code="00-00-00",
        account_number="00000000",
        email="finance@demo.example",
        phone="01632 960000",
        income_code="I72-EXAMPLE",
        demonstration=True,
    )
    return issuer


def _vat(issuer: Issuer) -> None:
    """Training and what belongs to it: no VAT for the county's own budgets, exempt for everybody else."""
    rules: dict[Cell, Verdict] = {
        (buyer.value, service.value): OUTSIDE if buyer == Buyer.DELEGATED else EXEMPT
        for buyer in Buyer
        for service in (Service.TRAINING, Service.MATERIALS)
    }
    table = VatTable(
        issuer=issuer, from_day=clock.today() - A_YEAR, advice="Demonstration: nobody’s advice"
    )
    save_table(table=table, rules=rules, by=User.objects.get(email=FINANCE))
    sign_off(table_id=table.pk, by=User.objects.get(email=SECOND))


def _close_last_year(issuer: Issuer) -> None:
    """The books up to the last 31 March, in which nothing was booked."""
    today = clock.today()
    this_year = date(today.year, 3, 31)
    day = this_year if this_year < today else date(today.year - 1, 3, 31)
    close_through(issuer_id=issuer.pk, day=day, by_id=User.objects.get(email=FINANCE).pk)


def _journal(issuer: Issuer) -> None:
    """The school's recharge in a journal that is to be posted."""
    make_batch(issuer_id=issuer.pk, by_id=User.objects.get(email=FINANCE).pk)


def _statement(issuer: Issuer) -> None:
    """A bank's statement with a payment that is for no invoice we know, so that somebody has to look."""
    day = f"{clock.today():%d/%m/%Y}"
    text = f"Date,Amount,Reference,Payer\n{day},285.00,lunchtimes invoice,EXAMPLE SCHOOL FUND\n"
    load_statement(
        issuer=issuer,
        file=BytesIO(text.encode()),
        name="demonstration.csv",
        by_id=User.objects.get(email=FINANCE).pk,
    )


def _not_paid_in_time() -> None:
    """The manager went to pay by card, and came back without having paid."""
    invoice, then = Document.objects.to_pay().latest("pk"), clock.now() - timedelta(hours=3)
    attempt = PaymentAttempt.objects.create(
        account=invoice.account,
        pence=invoice.gross_pence,
        state=PaymentAttempt.State.EXPIRED,
        started_at=then,
        started_by_id=User.objects.get(email=MANAGER).pk,
        expires_at=then + timedelta(hours=1),
    )
    attempt.parts.create(document=invoice, pence=invoice.gross_pence, open=False)


def _to_try_out(issuer: Issuer) -> None:
    """Two invoices that are paid by a test card, one by one or together."""
    school = Membership.objects.filter(person__user__email=MANAGER).earliest("pk").school
    for text, pence in (
        ("Calm lunchtimes, an afternoon", 28_500),
        ("Visual timetables, a morning", 19_000),
    ):
        issue(
            account=account_of(issuer=issuer, school=school),
            charges=[Charge(text, Service.TRAINING, 1, pence)],
            order=Order(Buyer.PRIVATE_FUND, purchase_order="PO-2050"),
            tax_date=clock.today(),
            actor_id=User.objects.get(email=FINANCE).pk,
            test=True,
        )


def _documents(issuer: Issuer) -> None:
    school = Membership.objects.filter(person__user__email=MANAGER).earliest("pk").school
    account, by = account_of(issuer=issuer, school=school), User.objects.get(email=FINANCE).pk
    day, fund = clock.today(), Order(Buyer.PRIVATE_FUND, purchase_order="PO-2041")

    def issued(text: str, pence: int, order: Order) -> Document:
        charge = Charge(text, Service.TRAINING, 1, pence)
        document = issue(account=account, charges=[charge], order=order, tax_date=day, actor_id=by)
        tell(document)
        return document

    twice = issued("Calm lunchtimes, an afternoon at your school", 28_500, fund)
    lines = {line.pk: line.net_pence for line in twice.lines.all()}
    give_back(document=twice, net_pence=lines, reason="Billed to the wrong fund", actor_id=by)
    issued("Calm lunchtimes, an afternoon at your school", 28_500, fund)
    issued(
        "Late cancellation: Visual support in every lesson",
        3_000,
        Order(Buyer.DELEGATED, cost_code="E19-EXAMPLE"),
    )
