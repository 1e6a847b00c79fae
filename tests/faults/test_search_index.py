"""Writers, followers and rebuilders of a search index are killed at random; the index ends true.

``SEARCH_KILLS=150 python -m tests.services.run tests/faults/test_search_index.py`` is the long version,
whose figures stand in ``docs/performance.md``.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import Error, connections, transaction
from django.test import override_settings

from directory.entries import Resource
from portal.outbox.models import Change
from search.adapters.elasticsearch import ElasticsearchEngine
from search.engine import EngineDown
from search.indexing.comparing import compare
from search.indexing.keeping import Keeper
from search.indexing.locks import Busy
from tests.factories.directory import ResourceFactory, ResourceTypeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

KILLS = int(os.environ.get("SEARCH_KILLS", "12"))
ROLES = ("writer", "writer", "writer", "follower", "follower", "rebuilder")
SECONDS_TO_SETTLE = 120
FEW = 40


@pytest.fixture
def elasticsearch(elasticsearch_url: str, search_folder: Path) -> Iterator[str]:
    prefix = f"test-{uuid4().hex[:12]}"
    with override_settings(
        ELASTICSEARCH_URL=elasticsearch_url, ELASTICSEARCH_INDEX_PREFIX=prefix, ELASTICSEARCH_PATIENCE=20
    ):
        yield "elasticsearch"
        engine = ElasticsearchEngine()
        for name in engine.client.indices.get(index=f"{prefix}-*"):
            engine.client.indices.delete(index=name)


@pytest.fixture
def embedded(search_folder: Path) -> str:
    return "embedded"


@pytest.mark.parametrize("which", ["embedded", "elasticsearch"])
def test_kills_leave_no_difference(which: str, request: pytest.FixtureRequest) -> None:
    engine: str = request.getfixturevalue(which)
    kind = ResourceTypeFactory()
    ResourceFactory.create_batch(FEW // 2, resource_type=kind)
    connections.close_all()  # children open connections of their own
    dice = random.Random(20261125)
    work: dict[str, Callable[[int], None]] = {
        "writer": lambda seed: write(kind.pk, random.Random(seed)),
        "follower": lambda _seed: follow(engine),
        "rebuilder": lambda _seed: rebuild(engine),
    }
    children = [(role, start(work[role], dice.random())) for role in ROLES]
    killed: Counter[str] = Counter()
    try:
        time.sleep(1)
        while sum(killed.values()) < KILLS:
            time.sleep(dice.uniform(0.05, 0.4))
            number = dice.randrange(len(children))
            role, pid = children[number]
            end(pid)
            killed[role] += 1
            children[number] = (role, start(work[role], dice.random()))
    finally:
        for _role, pid in children:
            end(pid)
    settle(engine)
    found = compare(Keeper(engine).following, repair=False)
    written = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    print(f"{dict(killed)} killed, {written} changes, {found.documents} documents in the end")
    assert found.differing == ()
    assert found.documents > 0


def start(work: Callable[[int], None], seed: float) -> int:
    """A process that works until it is killed."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work(int(seed * 1e9))
    finally:
        os._exit(1)


def end(pid: int) -> None:
    """Kills a process of ours without warning."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def write(kind: int, dice: random.Random) -> None:
    """Adds, changes, publishes, takes off and deletes; a fifth is rolled back."""
    while True:
        with suppress(Error), transaction.atomic():
            change(kind, dice)
            transaction.set_rollback(dice.random() < 0.2)
        time.sleep(dice.uniform(0, 0.01))


def change(kind: int, dice: random.Random) -> None:
    rows = list(Resource.objects.order_by("?")[:1])
    choice = dice.random()
    if not rows or (choice < 0.3 and Resource.objects.count() < FEW):
        name = uuid4().hex[:12]
        Resource(
            title=f"Sheet {name}", slug=name, summary="Said.", resource_type_id=kind, live=choice < 0.2
        ).save()
        return
    [row] = rows
    if choice < 0.6:
        row.title = f"Sheet {dice.randrange(1000)}"
        row.save()
    elif choice < 0.95:
        row.live = not row.live
        row.save()
    else:
        row.delete()


def follow(engine: str) -> None:
    keeper = Keeper(engine)
    while True:
        with suppress(EngineDown, Error):
            keeper.look()
        time.sleep(0.01)


def rebuild(engine: str) -> None:
    while True:
        with suppress(EngineDown, Busy, Error):
            Keeper(engine).following.rebuild()
        time.sleep(0.2)


def settle(engine: str) -> None:
    """The last follower does what those killed have left."""
    until = time.monotonic() + SECONDS_TO_SETTLE
    keeper = Keeper(engine)
    while time.monotonic() < until:
        # What a killed one asked of the server may still be done there, and take our new index with it: the
        # worker looks again, and so does this.
        with suppress(EngineDown):
            keeper.look()
            if not keeper.following.pending():
                return
        time.sleep(0.2)
    raise AssertionError("The index did not come to the end of the changes.")
