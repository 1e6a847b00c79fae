"""Fixtures of the genuine Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services import Unavailable
from tests.services.elasticsearch import shared
from tests.services.elasticsearch.server import Node, running_node


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The address of a running server, shared: use an index prefix of your own, and leave it running.

    Skips by name where there is none.
    """
    try:
        with shared.server() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(f"Elasticsearch: {reason}")


@pytest.fixture
def elasticsearch_node() -> Iterator[Node]:
    """A server of this test's own, which it may stop, kill and start again."""
    try:
        with running_node() as node:
            yield node
    except Unavailable as reason:
        pytest.skip(f"Elasticsearch: {reason}")
