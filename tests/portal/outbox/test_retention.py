"""The retention table names real models, and its job deletes what is past its time and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from time_machine import travel

from portal.base import clock
from portal.base.clock import LONDON
from portal.outbox import retention
from portal.outbox.changes import RETENTION
from portal.outbox.due import registered
from portal.outbox.models import Change, RetentionDay
from portal.outbox.retention import Retention, keep_to, retention_table

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)


def test_each_row_is_of_a_model_that_exists_says_why_and_has_its_job() -> None:
    table = retention_table()
    assert {rule.key for rule in table} >= {"mails", "changes", "reminders", "invitations", "sign-ins"}
    for rule in table:
        assert rule.past(clock.now()).model is apps.get_model(rule.model), rule.key
        assert rule.basis.endswith("."), rule.key
        assert f"kept no longer: {rule.what}" in registered()


@pytest.mark.parametrize(
    ("kept", "words"),
    [(timedelta(days=14), "14 days after it"), (timedelta(days=396), "13 months after it"),
     (timedelta(days=92), "3 months after it"), (timedelta(hours=12), "12 hours after it")],
)  # fmt: skip
def test_how_long_is_said_in_days_or_months(kept: timedelta, words: str) -> None:
    rule = Retention("k", "outbox.Change", "w", "b.", kept, "it", lambda _now: Change.objects.all())
    assert rule.kept_words == words


def test_what_is_past_its_time_goes_and_only_how_much_is_noted() -> None:
    old, young = (
        Change.objects.create(topic="t", key=f"page:{days}", at=NOW - timedelta(days=days))
        for days in (8, 6)
    )
    with travel(NOW, tick=False):
        assert [rule.past(NOW).count() for rule in retention_table() if rule.key == "changes"] == [1]
        assert keep_to(RETENTION) == 1
        assert keep_to(RETENTION) == 0
        Change.objects.create(topic="t", key="page:9", at=NOW - timedelta(days=9))
        keep_to(RETENTION)
    assert list(Change.objects.all()) == [young]
    assert not Change.objects.filter(pk=old.pk).exists()
    [day] = RetentionDay.objects.all()
    assert (day.rule, day.day, day.number) == ("changes", NOW.date(), 2)


def test_a_worker_killed_before_it_has_counted_has_deleted_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Change.objects.create(topic="t", key="page:8", at=NOW - timedelta(days=8))

    def killed(*_counted: object) -> None:
        raise SystemExit

    with travel(NOW, tick=False):
        with monkeypatch.context() as patched:
            patched.setattr(retention, "_note", killed)
            with pytest.raises(SystemExit):
                keep_to(RETENTION)
        assert Change.objects.count() == 1
        assert keep_to(RETENTION) == 1
    assert RetentionDay.objects.get().number == 1
