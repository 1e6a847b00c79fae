"""How indexes are kept true to the database: see ``docs/architecture.md`` and record 8."""

from __future__ import annotations
