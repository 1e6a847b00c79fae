"""The portal with all that its first page would load, so that processes made from this one need not.

It holds no connection to the database: each of them opens its own.
"""

from __future__ import annotations

from django.db import connections
from django.urls import get_resolver

from portal.wsgi import application

__all__ = ["application"]


def warm() -> None:
    """Import the views of every address."""
    get_resolver()._populate()
    connections.close_all()


warm()
