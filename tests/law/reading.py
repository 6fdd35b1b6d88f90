"""Reads the YAML of cases as it is spelt, so that `no` stays the option *no*."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def read_plain(path: Path) -> Any:
    """Lists, dicts and strings; nothing becomes a boolean, a day or a number."""
    # BaseLoader builds nothing but strings, lists and dicts.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
