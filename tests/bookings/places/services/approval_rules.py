"""What heads do about places that are held until they agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.places.approvals.services import approve, refuse, sweep_approvals
from bookings.places.models import Approval, Place
from portal.accounts.models import School
from portal.base import clock
from tests.bookings.places.services.two_dates import TwoDates, any_row

ASKING = 2
"""So many of the schools want their head to agree first."""


class ApprovalRules(TwoDates):
    """Some schools' heads approve, refuse, or let the time pass."""

    def __init__(self) -> None:
        super().__init__()
        self._ask(True)

    def teardown(self) -> None:
        self._ask(False)
        super().teardown()

    def _ask(self, wanted: bool) -> None:
        for _booker, school, _staff in self.crowd[:ASKING]:
            school.bookings_need_approval = wanted
            School.objects.filter(pk=school.pk).update(bookings_need_approval=wanted)

    @precondition(lambda self: Approval.objects.filter(answer="").exists())
    @rule(which=any_row, answer=st.sampled_from([approve, refuse]))
    def answer_for_the_school(self, which: int, answer: Callable[..., Any]) -> None:
        approval = self._pick(Approval.objects.filter(answer="").order_by("pk"), which)
        held = Place.objects.filter(approval=approval, state="held").count()
        done = self._try(lambda: answer(approval=approval, actor=self.officer))
        if approval.expires_at <= clock.now():
            assert not done
        if done:
            assert len(done) == held
            assert not Place.objects.filter(approval=approval, state="held").exists()

    @rule()
    def end_what_nobody_answered(self) -> None:
        sweep_approvals()
        assert not Approval.objects.filter(answer="", expires_at__lte=clock.now()).exists()
