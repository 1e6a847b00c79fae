"""``engine``: each engine in turn, empty, with an index of its own for the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from search.adapters.elasticsearch import ElasticsearchEngine
from search.adapters.embedded import EmbeddedEngine
from search.engine import Engine

ENGINES = ("embedded", "elasticsearch")
PATIENCE = 20
"""Seconds that tests wait for a server which other tests keep busy."""


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine that holds nothing yet."""
    made: Engine = request.getfixturevalue(f"{request.param}_engine")
    return made


@pytest.fixture
def embedded_engine(tmp_path: Path) -> EmbeddedEngine:
    """In a folder of the test's own."""
    engine = EmbeddedEngine(tmp_path / "search")
    engine.rebuild([])
    return engine


@pytest.fixture
def elasticsearch_engine(elasticsearch_url: str) -> Iterator[ElasticsearchEngine]:
    """On the genuine server, under a prefix of its own."""
    prefix = f"test-{uuid4().hex[:12]}"
    engine = ElasticsearchEngine(url=elasticsearch_url, prefix=prefix, patience=PATIENCE)
    engine.rebuild([])
    yield engine
    for name in engine.client.indices.get(index=f"{prefix}-*"):
        engine.client.indices.delete(index=name)
