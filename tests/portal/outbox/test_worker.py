"""The worker does all that waits, and neither a fault nor a signal stops it half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.outbox import services, worker
from portal.outbox.models import OutboxRow
from portal.outbox.services import enqueue, register
from portal.outbox.worker import STALE, PortalWorker, free_stale_tasks

SECONDS_TO_STOP = 45


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(services, "_kinds", {})
    keys: list[str] = []
    register("letter", keys.append)
    return keys


@pytest.mark.django_db(transaction=True)
def test_one_round_does_what_is_owed(reached: list[str]) -> None:
    with transaction.atomic():
        enqueue(kind="letter", key="first")
    PortalWorker().work_once()
    assert reached == ["first"]


@pytest.mark.django_db(transaction=True)
def test_asked_to_stop_it_ends_after_the_mail_in_hand(reached: list[str]) -> None:
    portal = PortalWorker()

    def send_and_be_stopped(key: str) -> None:
        reached.append(key)
        portal.stop()

    register("letter", send_and_be_stopped)
    with transaction.atomic():
        for key in ("first", "second", "third"):
            enqueue(kind="letter", key=key)
    portal.run()
    assert reached == ["first"]
    assert OutboxRow.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_asked_again(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[int] = []
    portal = PortalWorker()

    def drain(**_given: object) -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise fault("connection already closed")
        portal.stop()

    monkeypatch.setattr(worker, "drain", drain)
    monkeypatch.setattr(worker, "PAUSE", 0.01)
    portal.run()
    assert len(rounds) == 2
    assert "the database did not answer" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_due_functions_are_called_at_once_and_then_only_twice_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(worker, "run_due", lambda **_given: calls.append(1))
    portal = PortalWorker()
    portal.work_once()
    portal.work_once()
    assert len(calls) == 1


@pytest.mark.django_db
def test_a_task_that_a_dead_worker_left_running_becomes_ready_again() -> None:
    common = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "wagtail.tasks.task",
        "backend_name": "default",
        "status": TaskResultStatus.RUNNING,
    }
    DBTaskResult.objects.create(**common, started_at=timezone.now() - STALE - timedelta(seconds=1))
    DBTaskResult.objects.create(**common, started_at=timezone.now())
    assert free_stale_tasks() == 1
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_cleanly_when_it_is_asked_to(sign: signal.Signals, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    late = threading.Timer(SECONDS_TO_STOP, process.kill)
    late.start()
    assert process.stdout is not None
    assert "running" in process.stdout.readline()
    process.send_signal(sign)
    _output, errors = process.communicate()
    late.cancel()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


@pytest.mark.django_db(transaction=True)
def test_rows_stay_until_a_worker_runs(reached: list[str]) -> None:
    with transaction.atomic():
        enqueue(kind="letter", key="first")
    assert OutboxRow.objects.count() == 1
    assert reached == []
