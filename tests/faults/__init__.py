"""Processes that are killed in the middle of their work; nothing may be lost or half done by it."""

from __future__ import annotations
