"""What happens to requests when two people, or two schools, become one: they follow."""

from __future__ import annotations

from portal.accounts.merging.registry import register


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("bespoke.Request.school", "requests for bespoke training")
    register("bespoke.Request.requester", "requests for bespoke training")
    register("training.Session.made_for", "training made for one school")
