"""Writing down that something was billed elsewhere, and taking that back by a record of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.errors import NotIssued
from bookings.finance.models import Claim
from bookings.finance.payables import Payable
from portal.accounts.models import School
from portal.base import clock


@transaction.atomic
def record_elsewhere(
    *, school: School, payables: Sequence[Payable], reference: str, reason: str, by_id: int | None
) -> list[BilledElsewhere]:
    """Takes what was billed elsewhere off the list of what is to be invoiced.

    Raises ``NotIssued``, with nothing written, without a reference or a reason, and for what stands on a document or
    was written down already: who issues at the same moment and who presses here have one claim between them.
    """
    if not reference.strip() or not reason.strip():
        raise NotIssued("Say under which reference it was billed, and why it is not billed here.")
    if not payables:
        raise NotIssued("Choose what was billed elsewhere.")
    rows = [
        BilledElsewhere.objects.create(
            payable=one.key,
            school=school.name,
            text=one.text,
            net_pence=one.net_pence,
            reference=reference.strip(),
            reason=reason.strip(),
            by_id=by_id,
            at=clock.now(),
        )
        for one in payables
    ]
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(Claim(payable=row.payable, elsewhere=row) for row in rows)
    except IntegrityError as error:
        raise NotIssued(
            "Some of this was invoiced or written down meanwhile. Look at the list again."
        ) from error
    return rows


@transaction.atomic
def take_back(*, record_id: int, reason: str, by_id: int | None) -> BilledElsewhere:
    """Says that a record was an error, by another record: what it is about is to be invoiced again.

    Raises ``NotIssued`` without a reason, and where it was taken back already.
    """
    if not reason.strip():
        raise NotIssued("Say why it is to be invoiced here after all.")
    record = BilledElsewhere.objects.get(pk=record_id)
    # The claim can go once: of two who press at the same moment the second deletes nothing.
    gone, _kinds = Claim.objects.filter(elsewhere=record).delete()
    if not gone:
        raise NotIssued("It was taken back already.")
    return BilledElsewhere.objects.create(
        payable=record.payable,
        school=record.school,
        text=record.text,
        net_pence=record.net_pence,
        reference=record.reference,
        reason=reason.strip(),
        takes_back=record,
        by_id=by_id,
        at=clock.now(),
    )
