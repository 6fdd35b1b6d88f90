"""The manifest of an audit package: one shape, published, and sums that tools read."""

import json
from datetime import UTC, date, datetime

import jsonschema
import pytest

from reports.manifest import (
    SCHEMA_FILE,
    Manifest,
    PackedEvidence,
    PackedFile,
    PackedTrail,
    TrailBreak,
    json_schema,
    manifest_bytes,
    read_manifest,
    sums,
)
from reports.package_words import WHAT, readme
from reports.packing import Packed
from reports.shape import Text

DIGEST = "0" * 64
WHOLE = Manifest(
    snapshot=f"sha256:{DIGEST}",
    report="r1",
    status="draft",
    at=datetime(2026, 11, 21, tzinfo=UTC),
    client=Text(zh="某公司", en="A company"),
    service=Text(zh="小助手", en="Helper"),
    as_of=date(2026, 11, 21),
    language="both",
    rulebook="1",
    files=(PackedFile(path="a.txt", size=1, sha256=DIGEST, media_type="text/plain", what=WHAT["readme"]),),
    evidence=(
        PackedEvidence(number="E-01", title="Receipt", kind="file", state="altered", sha256=DIGEST, size=1),
        PackedEvidence(number="E-02", title="Policy", kind="link", state="no_file", url="https://a.cn"),
    ),
    trail=PackedTrail(
        path="trail/trail.jsonl",
        events=3,
        head=DIGEST,
        erased=1,
        breaks=(TrailBreak(number=2, what="changed"),),
    ),
)


def test_a_manifest_comes_back_from_its_bytes_and_fits_the_published_schema() -> None:
    data = manifest_bytes(WHOLE)
    assert read_manifest(data) == WHOLE
    published = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert published == json_schema()
    jsonschema.validate(json.loads(data), published)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":"hegui-package/2"}'])
def test_something_else_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"manifest|Expecting"):
        read_manifest(data)


def test_sums_are_lines_that_tools_read() -> None:
    assert sums([Packed("证据/a b.pdf", 1, DIGEST)]) == f"{DIGEST}  证据/a b.pdf\n".encode()


def test_the_note_names_what_is_left_out_and_what_does_not_hold_in_both_languages() -> None:
    text = readme(WHOLE).decode("utf-8-sig")
    assert "\r\n" in text and "\n" not in text.replace("\r\n", "")
    for words in (
        "E-01 Receipt：存储的文件与快照中的摘要值不符，未收入",
        "E-01 Receipt: the stored file does not match the digest in the snapshot",
        "注意：第 2 条不符", "entry 2 does not hold (changed)", "The words of 1 were erased", "客户：某公司",
    ):  # fmt: skip
        assert words in text, words
    assert "E-02" not in text
    assert max(len(line) for line in text.splitlines()) < 100
