"""Forms and messages filled in with what nobody expects; each is answered in words, and nothing is half written."""

from __future__ import annotations
