"""The admin's menu “Search”."""

from __future__ import annotations

SEARCH_MENU = "register_search_menu_item"
"""The hook by which entries join it."""
