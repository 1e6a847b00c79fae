"""The one module that imports Elasticsearch's client: how the server is reached and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import streaming_bulk
from elasticsearch_dsl import (
    Boolean,
    Date,
    Document,
    GeoPoint,
    InnerDoc,
    Keyword,
    Nested,
    Object,
    Q,
    Search,
    Text,
    analyzer,
    char_filter,
    token_filter,
)
from elasticsearch_dsl.query import Query

from search.engine import NO_INDEX, EngineDown

__all__ = [
    "Boolean",
    "Date",
    "Document",
    "Elasticsearch",
    "GeoPoint",
    "InnerDoc",
    "Keyword",
    "Nested",
    "NotFoundError",
    "Object",
    "Q",
    "Query",
    "Search",
    "Text",
    "analyzer",
    "answering",
    "char_filter",
    "connect",
    "streaming_bulk",
    "token_filter",
]

READ_ONLY = "cluster_block_exception"


def connect(url: str, *, patience: float) -> Elasticsearch:
    """A client of the servers in ``url`` (several with commas) that waits no longer than ``patience``.

    No request is tried again on a server that is slow; where there are several, one that cannot be
    reached is passed over once. The client may be shared by threads. Raises ``EngineDown`` for settings
    that cannot be meant.
    """
    hosts = [host.strip() for host in url.split(",") if host.strip()]
    options: dict[str, Any] = {}
    if settings.ELASTICSEARCH_API_KEY:
        options["api_key"] = settings.ELASTICSEARCH_API_KEY
    if settings.ELASTICSEARCH_CA_CERTS:
        options["ca_certs"] = settings.ELASTICSEARCH_CA_CERTS
    try:
        if settings.ELASTICSEARCH_CA_CERTS:
            Path(settings.ELASTICSEARCH_CA_CERTS).open("rb").close()  # otherwise read at first use only
        return Elasticsearch(
            hosts,
            request_timeout=patience,
            max_retries=min(len(hosts) - 1, 1),
            retry_on_timeout=False,
            retry_on_status=(),
            **options,
        )
    except (ValueError, OSError) as error:
        raise EngineDown(f"The settings of Elasticsearch cannot be used: {error}.") from None


@contextmanager
def answering() -> Iterator[None]:
    """Turns whatever goes wrong between us and the server into ``EngineDown``.

    It says what happened and repeats nothing that was asked: logs keep no searches.
    """
    try:
        yield
    except ApiError as error:
        raise EngineDown(explained(error.meta.status, str(error.error))) from None
    except TransportError as error:
        raise EngineDown(f"Elasticsearch cannot be reached ({type(error).__name__}).") from None


def explained(status: int, kind: str) -> str:
    """What an error of the server means for whoever looks after it."""
    if kind == READ_ONLY:
        return (
            "Elasticsearch refuses to write: its index is read-only, as it makes it when its disk is "
            f"nearly full ({READ_ONLY})."
        )
    if status in (401, 403):
        return f"Elasticsearch refuses us ({status}, {kind}): look at the user or key it was given."
    if kind == "index_not_found_exception":
        return NO_INDEX
    return f"Elasticsearch answered {status} ({kind})."
