"""Search by tantivy, a library in this process, over files of this machine. Nothing else imports tantivy."""

from __future__ import annotations

from search.adapters.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
