"""What tests of the questionnaire share."""

from pathlib import Path

import pytest

from tests.questionnaire.folders import RulebookFolder


@pytest.fixture
def folder(tmp_path: Path) -> RulebookFolder:
    """A small valid rulebook, written to a folder of its own."""
    return RulebookFolder(tmp_path)
