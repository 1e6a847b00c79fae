"""``keeper``: the embedded engine in a folder of the test's own, built from what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.indexing.keeping import Keeper


@pytest.fixture
def keeper(db: None, search_folder: Path) -> Keeper:
    """Follows on request: ``keeper.look()``."""
    made = Keeper("embedded")
    made.following.rebuild()
    return made
