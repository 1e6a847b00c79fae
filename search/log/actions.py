"""What staff can do from a line of the report. Apps register such actions in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """One thing to do about a wording: a button's words, the form it opens, and the right it takes.

    ``order`` is the place among the buttons.
    """

    name: str
    label: str
    order: int
    address: Callable[[str], str]
    right: str

    def may(self, user: Any) -> bool:
        """Whether ``user`` has the right."""
        return bool(user.has_perm(self.right))


_actions: dict[str, Action] = {}


def register(action: Action) -> None:
    """Adds an action to every line; registering a name again replaces it."""
    _actions[action.name] = action


def actions_for(user: Any) -> list[Action]:
    """The actions that ``user`` may take, in order."""
    return [
        action for action in sorted(_actions.values(), key=lambda one: one.order) if action.may(user)
    ]
