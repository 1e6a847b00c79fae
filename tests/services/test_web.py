"""The portal that races press on is as new to each of them."""

from __future__ import annotations

from urllib.request import urlopen

from tests.services.web import WORKERS, Portal


def test_once_renewed_it_answers_from_processes_that_knew_nobody(
    live_portal: str, kept_portal: Portal
) -> None:
    before = kept_portal.workers()
    kept_portal.renew()
    after = kept_portal.workers()
    assert (len(before), len(after)) == (WORKERS, WORKERS)
    assert not before & after
    with urlopen(f"{live_portal}/health/live", timeout=30) as answer:
        assert answer.status == 200
