"""Search by Elasticsearch 8 or 9. Only ``client`` imports its packages."""

from __future__ import annotations

from search.adapters.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
