"""How the server is reached, and what its errors mean to whoever looks after it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from search.adapters.elasticsearch import ElasticsearchEngine
from search.adapters.elasticsearch.client import connect, explained
from search.engine import EngineDown


@override_settings(ELASTICSEARCH_API_KEY="abc123")
def test_a_key_goes_along_with_every_request() -> None:
    client = connect("https://search.example:9200", patience=1)
    assert client._headers["authorization"] == "ApiKey abc123"


def test_a_user_and_password_may_stand_in_the_address() -> None:
    client = connect("https://portal:secret@search.example:9200", patience=1)
    [node] = client.transport.node_pool.all()
    assert node.config.host == "search.example"
    assert node.config.headers["authorization"].startswith("Basic ")


def test_servers_go_with_commas() -> None:
    client = connect("http://one:9200, http://two:9200", patience=1)
    assert {node.config.host for node in client.transport.node_pool.all()} == {"one", "two"}


@pytest.mark.parametrize("url", ["search.example:9200", "http://", ":"])
def test_an_address_that_is_none_is_said_to_be_wrong(url: str) -> None:
    engine = ElasticsearchEngine(url=url, prefix="t", patience=1)
    with pytest.raises(EngineDown, match="settings of Elasticsearch"):
        engine.suggest(["sle"], limit=1)
    assert "settings of Elasticsearch" in engine.health().detail


@override_settings(ELASTICSEARCH_CA_CERTS="/nowhere/ca.pem")
def test_a_missing_certificate_is_said() -> None:
    with pytest.raises(EngineDown, match="settings of Elasticsearch"):
        connect("https://search.example:9200", patience=1)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (403, "cluster_block_exception", "read-only"),
        (429, "cluster_block_exception", "read-only"),
        (401, "security_exception", "user or key"),
        (404, "index_not_found_exception", "search_rebuild"),
        (500, "search_phase_execution_exception", "answered 500"),
    ],
)
def test_an_error_says_what_to_do(status: int, kind: str, said: str) -> None:
    assert said in explained(status, kind)
