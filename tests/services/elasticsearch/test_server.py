"""The test server stems as the full one does, so that the mapping of production loads on it."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen


def asked(url: str, body: dict[str, Any]) -> Any:
    """What the server answers to a body."""
    wanted = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(wanted, timeout=30) as answer:
        return json.load(answer)


def test_the_plugin_gives_it_what_the_mapping_needs(elasticsearch_url: str) -> None:
    analysis = {
        "tokenizer": "standard",
        "char_filter": [{"type": "mapping", "mappings": ["’=>", "&=>\\u0020and\\u0020"]}],
        "filter": ["lowercase", "asciifolding", {"type": "stemmer", "language": "porter2"}],
        "text": "Children’s R&D for generously anxious José",
    }
    answer = asked(f"{elasticsearch_url}/_analyze", analysis)
    words = [token["token"] for token in answer["tokens"]]
    assert words == ["children", "r", "and", "d", "for", "generous", "anxious", "jose"]
