"""What every test may ask for. Skips are named at the end, and under ``CI=true`` they fail the run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings

from portal.base import snapshot
from portal.base.clock import LONDON
from tests.services import databases

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.access.furniture import Furniture
    from tests.factories.cards import CardDesk
    from tests.services.stripe_fake.fixtures import StripeFake

pytest_plugins = [
    "tests.services.browser",
    "tests.services.web",
    "tests.services.elasticsearch.fixtures",
    "tests.services.stripe_fake.fixtures",
    "tests.services.stripe_mock.fixtures",
]

DEMONSTRATION = "demonstration"
FURNISHED = "furnished"
_remembered: set[str] = set()
"""States of this process's database that have been made and kept."""
_furniture: list[Furniture] = []

A_MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)
"""The moment at which the fixed clock stands: a school day in the autumn term."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[databases.ProcessDatabase]:
    """A migrated database for this process, copied from the kept template.

    Tests that commit (``transactional_db``, ``live_server``) get it restored afterwards, instead of
    Django's emptying of all tables, which would lose the rows that migrations wrote.
    """
    name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database = databases.for_process(name, tmp_path_factory.mktemp("database"))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.create()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.restore())
        yield database
        database.drop()


@pytest.fixture(scope="session", autouse=True)
def _media_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads of tests go to a temporary folder, never to the developer's own."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(scope="session")
def _no_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """This process's folder for an index, in which there is none."""
    folder = tmp_path_factory.mktemp("search") / "none"
    with override_settings(SEARCH_INDEX_DIR=folder):
        yield folder


@pytest.fixture(autouse=True)
def _index_of_its_own(_no_index: Path) -> Iterator[None]:
    """There is no search index in tests, so the database answers; ``search_index`` builds one.

    What a test's worker built is taken away after it: the next test has other rows.
    """
    yield
    if _no_index.exists():
        shutil.rmtree(_no_index)


@pytest.fixture
def search_index(settings: Any, tmp_path: Path) -> Callable[[], int]:
    """Builds an index of all that is public in the test's database, and says how much that is."""
    from search import kinds  # apps load after settings
    from search.port import engine

    def build() -> int:
        settings.SEARCH_INDEX_DIR = tmp_path / "search"
        settings.ELASTICSEARCH_URL = ""
        rows = {
            source: list(source.public().values_list("pk", flat=True)) for source in kinds.all_sources()
        }
        found = [document for source, pks in rows.items() for document in source.documents(pks)]
        return engine().rebuild(found)

    return build


@pytest.fixture
def search_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own, in which ``search.indexing.keeping.Keeper`` finds no index yet."""
    with override_settings(SEARCH_INDEX_DIR=tmp_path / "search", ELASTICSEARCH_URL=""):
        yield tmp_path / "search"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Values kept in process belong to one test's database, and on a slow machine last as long as the test.

    Otherwise a page counted twice might ask for the stamps once more the second time.
    """
    monkeypatch.setattr(snapshot, "SECONDS", 600.0)
    snapshot.drop_all()
    yield
    snapshot.drop_all()


@pytest.fixture
def demonstration(transactional_db: None, django_db_setup: databases.ProcessDatabase) -> None:
    """All demonstration content, as ``make run`` loads it: for journeys, not for quick tests."""
    if DEMONSTRATION not in _remembered:
        with databases.locked(DEMONSTRATION):
            if not django_db_setup.fetch(DEMONSTRATION):
                call_command("load_demo", verbosity=0)
                django_db_setup.remember(DEMONSTRATION)
                django_db_setup.share(DEMONSTRATION)
        _remembered.add(DEMONSTRATION)
    django_db_setup.restore(DEMONSTRATION)


@pytest.fixture
def furnished(demonstration: None, django_db_setup: databases.ProcessDatabase) -> Furniture:
    """The demonstration with one of everything that an address can name."""
    from tests.access.furniture import furnish  # models load after settings

    if not _furniture:
        _furniture.append(furnish())
        django_db_setup.remember(FURNISHED)
    else:
        django_db_setup.restore(FURNISHED)
    return _furniture[0]


@pytest.fixture
def desk(db: None, settings: Any, stripe_fake: StripeFake) -> CardDesk:
    """A portal with a test key, a school that is to pay, and the stand-in for Stripe."""
    from tests.factories.cards import CardDesk, take_cards  # models load after settings

    take_cards(settings, stripe_fake)
    return CardDesk(stripe_fake)


@pytest.fixture
def clear_cache(db: None) -> None:
    """An empty cache: sign-in limits and cached pages start afresh."""
    cache.clear()


@pytest.fixture
def fixed_clock() -> Iterator[time_machine.Traveller]:
    """The clock stands still at ``A_MONDAY``; the test may move it on."""
    with time_machine.travel(A_MONDAY, tick=False) as traveller:
        yield traveller


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Under CI a skipped test is a failed run: there, everything can be started."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("CI") == "true" and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under ``journeys`` drives a browser."""
    for item in items:
        if "journeys" in Path(item.path).parts:
            item.add_marker("browser")
