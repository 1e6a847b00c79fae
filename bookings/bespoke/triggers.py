"""What of bespoke training the database itself refuses to change: decisions, quotes and what was accepted."""

from __future__ import annotations

from portal.base.frozen import frozen

GUARDS = (
    *frozen("bespoke_triagedecision"),
    *frozen("bespoke_consideredoffer"),
    *frozen("bespoke_quote"),
    *frozen("bespoke_quoteline"),
    *frozen("bespoke_acceptance"),
    *frozen("bespoke_cancellation"),
)
