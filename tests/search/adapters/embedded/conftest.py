"""The same empty engine as the contract's tests have."""

from __future__ import annotations

from tests.search.contract.conftest import embedded_engine

__all__ = ["embedded_engine"]
