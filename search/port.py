"""The search engine in use, and what answers in its place while it does not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from django.conf import settings

from search.adapters.database import DatabaseEngine
from search.breaker import Breaker
from search.documents import Facet, SearchDocument
from search.engine import Engine, EngineDown, Found, Health, Suggestion
from search.plan import Plan

logger = logging.getLogger(__name__)

T = TypeVar("T")
ELASTICSEARCH, EMBEDDED = "elasticsearch", "embedded"


class GuardedEngine:
    """An engine whose readers are answered by the database while it fails; may be used by many threads.

    Writers and whoever looks after it are told: only ``search`` and ``suggest`` have a substitute.
    """

    def __init__(self, engine: Engine, substitute: Engine, breaker: Breaker | None = None) -> None:
        self.engine = engine
        self.substitute = substitute
        self.breaker = breaker or Breaker()

    @property
    def name(self) -> str:
        return self.engine.name

    def search(self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()) -> Found:
        """As ``Engine.search`` says; never raises ``EngineDown``."""
        return self._asked(
            lambda: self.engine.search(plan, start=start, size=size, counting=counting),
            lambda: self.substitute.search(plan, start=start, size=size, counting=counting),
        )

    def suggest(
        self, words: Sequence[str], *, limit: int, kinds: Sequence[str] = ()
    ) -> list[Suggestion]:
        """As ``Engine.suggest`` says; never raises ``EngineDown``."""
        return self._asked(
            lambda: self.engine.suggest(words, limit=limit, kinds=kinds),
            lambda: self.substitute.suggest(words, limit=limit, kinds=kinds),
        )

    def search_itself(
        self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()
    ) -> Found:
        """As ``Engine.search`` says, for who has a better substitute: ``EngineDown`` is raised."""
        return self._itself(lambda: self.engine.search(plan, start=start, size=size, counting=counting))

    def words(self) -> Mapping[str, int]:
        """As ``Engine.words`` says: nothing else knows the words, so ``EngineDown`` is raised."""
        return self._itself(self.engine.words)

    def write(self, documents: Sequence[SearchDocument], *, gone: Sequence[str] = ()) -> None:
        """As ``Engine.write`` says."""
        self.engine.write(documents, gone=gone)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """As ``Engine.rebuild`` says."""
        return self.engine.rebuild(documents)

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """As ``Engine.fingerprints`` says."""
        return self.engine.fingerprints()

    def health(self) -> Health:
        """How the engine is."""
        return self.engine.health()

    def _asked(self, ask: Callable[[], T], instead: Callable[[], T]) -> T:
        try:
            return self._itself(ask)
        except EngineDown:
            return instead()

    def _itself(self, ask: Callable[[], T]) -> T:
        if not self.breaker.may_ask():
            raise EngineDown(self.breaker.reason)
        return self._watched(ask)

    def _watched(self, ask: Callable[[], T]) -> T:
        """Any fault of an engine counts as not answering: a search is never an error page."""
        try:
            answer = ask()
        except EngineDown as down:
            self._failed(str(down))
            raise
        except Exception as error:
            logger.exception("the search engine %s failed", self.name)
            self._failed(type(error).__name__)
            raise EngineDown(type(error).__name__) from error
        self.breaker.succeeded()
        return answer

    def _failed(self, reason: str) -> None:
        if not self.breaker.open:
            logger.error("search is answered by the database: %s", reason)
        self.breaker.failed(reason)


def engine() -> GuardedEngine:
    """The engine in use, guarded; the same for all threads of this process."""
    return _guarded(engine_name(), settings.ELASTICSEARCH_URL, str(settings.SEARCH_INDEX_DIR))


def engine_name() -> str:
    """Which engine the settings choose."""
    return ELASTICSEARCH if settings.ELASTICSEARCH_URL else EMBEDDED


@lru_cache(maxsize=8)
def _guarded(name: str, _url: str, _folder: str) -> GuardedEngine:
    return GuardedEngine(made(name), DatabaseEngine())


def made(name: str) -> Engine:
    """A new engine of this name. Adapters load when they are needed: each brings its library."""
    if name == ELASTICSEARCH:
        from search.adapters.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine()
    from search.adapters.embedded import EmbeddedEngine

    return EmbeddedEngine()
