import pytest

from reports import imprint
from reports.imprint import Imprint, edition, parse


@pytest.mark.parametrize(
    ("language", "variant", "sections"),
    [("both", "full", None), ("zh", "board", None), ("en", "full", ("cover", "summary", "plan"))],
)
def test_an_imprint_can_be_read_back(language: str, variant: str, sections: tuple[str, ...] | None) -> None:
    text = imprint.imprint(language, variant, sections)
    assert parse(text) == Imprint(edition(), language, variant, sections)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hegui",
        "WeasyPrint 70.0",
        "Hegui 0123456789abcdef language=fr variant=full sections=all",
        "Hegui 0123456789abcdef language=en variant=full sections=",
        "Hegui 0123456789ABCDEF language=en variant=full sections=all",
        "Hegui 0123456789abcdef language=en variant=full sections=all\n",
        "Hegui 0123456789abcdef language=en variant=full sections=" + "a," * 5000 + "a",
    ],
)
def test_anything_else_is_no_imprint(text: str) -> None:
    assert parse(text) is None


def test_the_edition_names_what_decides_the_bytes() -> None:
    named = " ".join(imprint._versions())
    assert "weasyprint 70.0" in named and "libpango" in named and "absent" not in named
    files = [path.relative_to(imprint.ROOT).as_posix() for path in imprint._files()]
    assert {"reports/printing.py", "templates/report/paper.html", "static/css/report.css"} <= set(files)
    assert any(name.endswith(".ttf") for name in files)
    assert len(edition()) == 16
