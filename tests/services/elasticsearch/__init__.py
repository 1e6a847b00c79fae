"""The genuine Elasticsearch, in the small form its vendor tests with: see README.md here."""

from __future__ import annotations
