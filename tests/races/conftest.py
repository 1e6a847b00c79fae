"""The portal without its guard, under the same web server as the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.web import served


@pytest.fixture
def unguarded_portal(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Its address."""
    with served(tmp_path, application="tests.races.unguarded") as address:
        yield address
