"""What pages hand to the script that asks a browser for a passkey."""

from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(options: Any) -> str:
    """``options`` for an attribute: templates escape it, so it needs no script of its own."""
    return json.dumps(options)
