"""The sheets of the screen, joined when they are collected."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from assessment.static_files import one_sheet

SHEETS = Path(__file__).parent.parent.parent / "static" / "css"


def test_an_import_becomes_its_file_in_its_layer_and_medium() -> None:
    text = (
        '@layer base, print;\n\n@import url("base.css") layer(base);\n@import url("type.css");\n'
        '@import url("print.css") layer(print) print;\n'
    )
    files = {
        "base.css": "a { color: red; }\n",
        "type.css": "@font-face {}\n",
        "print.css": "a { color: black; }\n",
    }
    assert one_sheet(text, files.__getitem__) == (
        "@layer base, print;\n\n@layer base {\na { color: red; }\n}\n\n@font-face {}\n\n"
        "@media print {\n@layer print {\na { color: black; }\n}\n}\n\n"
    )


def test_an_imported_sheet_that_is_missing_stops_the_collecting() -> None:
    no_files: dict[str, str] = {}
    with pytest.raises(KeyError, match=r"gone\.css"):
        one_sheet('@import url("gone.css");\n', no_files.__getitem__)


def test_every_sheet_of_a_component_is_imported_once() -> None:
    imported = re.findall(r'url\("components/(\w+)\.css"\)', (SHEETS / "screen.css").read_text())
    assert sorted(imported) == sorted(path.stem for path in (SHEETS / "components").glob("*.css"))


def test_collected_the_screen_has_one_sheet_and_every_address_in_it_is_there(tmp_path: Path) -> None:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "assessment.static_files.OneSheetStorage"},
    }
    ours = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages, STATICFILES_FINDERS=ours):
        call_command("collectstatic", interactive=False, verbosity=0)
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    sheet = (tmp_path / named["css/screen.css"]).read_text()
    assert "@import" not in sheet
    assert sheet.startswith("/* The one sheet") and "@layer components {" in sheet
    addresses = re.findall(r'url\("(\.\./[^"]+)"\)', sheet)
    assert addresses != []
    assert [one for one in addresses if not (tmp_path / "css" / one).exists()] == []
