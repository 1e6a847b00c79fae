"""The same empty engine as the contract's tests have."""

from __future__ import annotations

from tests.search.contract.conftest import elasticsearch_engine

__all__ = ["elasticsearch_engine"]
