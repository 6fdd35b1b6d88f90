import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports import fonts, to_pdf, wording
from reports.errors import MissingLibraries
from reports.fonts import COVERAGE, TYPE, covered, write_config
from reports.make_fonts import as_ranges
from reports.marks import MARKS

FILES = sorted(TYPE.glob("*.ttf"))
SCREEN = TYPE.parent.parent / "static" / "fonts" / "hegui-screen-sc.woff2"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_face_is_truetype_of_our_family_with_shared_metrics(path: Path) -> None:
    font = TTFont(path, lazy=True)
    assert "glyf" in font
    assert "CFF " not in font
    assert font["name"].getDebugName(1).startswith("Hegui ")
    assert "Source" not in str(font["name"].getDebugName(4))
    assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap) == (1000, -260, 0)
    assert path.stat().st_size < 12 * 2**20


def test_the_licence_and_the_origin_stand_beside_the_faces() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (TYPE / "OFL.txt").read_text(encoding="utf-8")
    assert all(path.name in (TYPE / "FONTLOG.txt").read_text(encoding="utf-8") for path in FILES)


def test_the_list_of_characters_is_what_the_faces_have() -> None:
    have = set().union(*(TTFont(path, lazy=True).getBestCmap() for path in FILES))
    assert COVERAGE.read_text(encoding="ascii") == as_ranges(have)
    assert covered() == have


def test_rare_characters_of_names_and_every_sign_can_be_printed() -> None:
    assert {ord(c) for c in "喆玥堃璟燚翀䶮龑犇赟𬭩𫟹Łğșǚéñ"} <= covered()
    assert set(MARKS) | {ord(sign) for sign in wording.SIGNS.values()} <= covered()


def test_the_screen_font_is_small_and_has_the_common_characters() -> None:
    assert SCREEN.stat().st_size <= 1_200_000
    have = set(TTFont(SCREEN, lazy=True).getBestCmap())
    assert {ord(c) for c in "生成式人工智能服务管理暂行办法，。《》“”"} <= have


def test_the_private_configuration_leads_to_our_families_and_no_other(tmp_path: Path) -> None:
    config = write_config(tmp_path / "cache here & there")
    assert config.is_absolute()
    environment = {"FONTCONFIG_FILE": str(config), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    run = subprocess.run(
        ["fc-list", ":", "family"], env=environment, capture_output=True, text=True, check=True
    )
    families = {line.split(",")[0] for line in run.stdout.split("\n") if line}
    assert families == {"Hegui Sans", "Hegui Serif", "Hegui Sans SC", "Hegui Serif SC"}


def test_a_folder_somebody_else_has_taken_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"hegui-type-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    config = write_config()
    assert config.parent.parent == tmp_path
    assert config.parent.name != f"hegui-type-{os.getuid()}"


def test_the_list_of_faces_is_what_is_packaged() -> None:
    assert sorted(fonts.FACES) == [path.name for path in FILES]


@pytest.mark.parametrize("content", [None, b"", b"<html>"])
def test_without_its_type_nothing_is_printed_rather_than_boxes(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "type"
    place.mkdir()
    for path in FILES[1:]:
        (place / path.name).symlink_to(path)
    if content is not None:
        (place / FILES[0].name).write_bytes(content)
    monkeypatch.setattr(fonts, "TYPE", place)
    with pytest.raises(MissingLibraries, match=f"not complete: {FILES[0].name} in type/"):
        to_pdf.Worker().print({}, b"", to_pdf.Limits())


def test_writing_the_configuration_again_changes_nothing(tmp_path: Path) -> None:
    first = write_config(tmp_path)
    before = first.stat().st_mtime_ns
    assert write_config(tmp_path).stat().st_mtime_ns == before
