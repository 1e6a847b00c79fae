"""What every search engine answers alike; ``engine`` runs each test against each of them."""

from __future__ import annotations
