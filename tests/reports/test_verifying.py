import json
import random
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reports import imprint, inspecting, signing, to_pdf, verifying
from reports.snapshot import SCHEMA, Snapshot, digest, to_json
from reports.snapshot import _digest_of as digest_of
from reports.verifying import Issued, Verification, verify_pdf
from tests.reports.authority import Issued as Certified
from tests.reports.authority import issue, root, signer
from tests.reports.signed import NOW, credential, edited, flipped, paper, short, signed, signed_for_long

Known = dict[str, Issued]
Maker = Callable[[], bytes]


class Site:
    """A register held in memory."""

    def __init__(self, files: Known | None = None, snapshots: Known | None = None) -> None:
        self.files, self.snapshots = files or {}, snapshots or {}

    def file(self, sha256: str) -> Issued | None:
        return self.files.get(sha256)

    def snapshot(self, digest: str) -> Issued | None:
        return self.snapshots.get(digest)


def judged(data: bytes, *roots: Certified, register: Site | None = None) -> Verification:
    return verify_pdf(data, trust=[one.pem for one in roots], register=register, isolated=False)


def codes(found: Verification) -> list[str]:
    return [reason.code for reason in found.reasons]


# -- genuine -------------------------------------------------------------------------------------


def test_an_unsigned_report_is_unchanged_but_does_not_show_who_issued_it() -> None:
    found = judged(paper())
    assert (found.state, found.origin, codes(found)) == ("genuine", None, ["same_bytes", "nobody_signed"])
    assert found.title.zh == "真实：自制作以来未经改动。"


def test_the_judgement_repeats_what_the_report_says_of_itself() -> None:
    claims = judged(paper()).claims
    assert claims is not None
    assert (claims.report, claims.status, claims.digest) == (short().report.id, "draft", digest(short()))
    assert (claims.service, claims.client, claims.code) == (short().service.name, short().client, "H7KQ-2M4D")


@pytest.mark.parametrize("made", [signed, signed_for_long])
def test_a_signed_report_shows_who_issued_it(made: Maker) -> None:
    found = judged(made(), root())
    assert (found.state, found.origin, codes(found)) == ("genuine", "signature", ["same_bytes", "signed_by"])
    assert found.reasons[1].text.en == "Signed by Example LLP, with a trusted certificate."


def test_without_a_root_the_signer_is_named_as_unchecked() -> None:
    found = judged(signed())
    assert (found.state, found.origin, codes(found)) == ("genuine", None, ["same_bytes", "signer_unchecked"])


def test_reading_in_a_process_of_its_own_gives_the_same_judgement() -> None:
    assert verify_pdf(signed(), trust=[root().pem]) == judged(signed(), root())


def test_the_judgement_is_json() -> None:
    found = judged(signed(), root())
    assert Verification.model_validate_json(found.model_dump_json()) == found


# -- not to be told ------------------------------------------------------------------------------


def test_with_a_root_given_an_unsigned_report_cannot_be_told() -> None:
    found = judged(paper(), root())
    assert (found.state, codes(found)) == ("unknown", ["same_bytes", "not_signed"])


def test_a_stranger_s_signature_cannot_be_told() -> None:
    strange = signing.sign(paper(), credential(issue("Stranger", issue("Elsewhere"))), now=NOW)
    found = judged(strange, root())
    assert (found.state, codes(found)) == ("unknown", ["same_bytes", "signer_unknown"])


def other_edition(data: bytes) -> bytes:
    """The report as an earlier or later printer would have made it."""

    def change(pdf: pikepdf.Pdf) -> None:
        said = str(pdf.docinfo["/Creator"]).replace(imprint.edition(), "0" * 16)
        pdf.docinfo["/Creator"] = said

    return edited(data, change)


def test_a_report_of_another_edition_needs_a_signature_or_the_site() -> None:
    found = judged(other_edition(paper()))
    assert (found.state, codes(found)) == ("unknown", ["other_edition"])
    by_hand = signing.sign(other_edition(paper()), credential(signer()), now=NOW)
    assert judged(by_hand).state == "unknown"
    found = judged(by_hand, root())
    assert (found.state, found.origin, codes(found)) == (
        "genuine",
        "signature",
        ["signed_whole", "signed_by"],
    )
    found = judged(other_edition(paper()), register=Site({sha(other_edition(paper())): Issued()}))
    assert (found.state, found.origin) == ("genuine", "register")


def test_a_report_of_another_edition_that_today_s_prints_the_same_is_genuine() -> None:
    old = to_pdf.render(short(), language="en", sections=("summary",), edition="0" * 16)
    assert old != paper()
    found = judged(old)
    assert (found.state, codes(found)) == ("genuine", ["same_bytes", "nobody_signed"])


def sha(data: bytes) -> str:
    return judged(data).sha256


def test_a_machine_that_cannot_print_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    verifying._print.cache_clear()
    monkeypatch.setattr(to_pdf, "_worker", lambda: (_ for _ in ()).throw(to_pdf.MissingLibraries("no Pango")))
    found = judged(paper())
    assert (found.state, codes(found)) == ("unknown", ["not_printed"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_pdf"),
        (b"PK\x03\x04 a workbook", "no_pdf"),
        (b"%PDF-1.7\n%%EOF", "unreadable"),
        (b"%PDF-1.7\n" + bytes(random.Random(1).randbytes(5000)), "unreadable"),
    ],
)
def test_what_is_no_report_cannot_be_told(data: bytes, code: str) -> None:
    found = judged(data)
    assert (found.state, codes(found), found.claims) == ("unknown", [code], None)


def test_a_pdf_of_someone_else_cannot_be_told() -> None:
    out = BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    assert codes(judged(out.getvalue())) == ["not_ours"]


def test_an_encrypted_file_cannot_be_told() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    found = judged(out.getvalue())
    assert (found.state, codes(found)) == ("unknown", ["encrypted"])


def test_a_file_too_large_to_read_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST", 1000)
    assert codes(judged(paper())) == ["too_large"]


def attached(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.AttachedFileSpec:
    name = "snapshot.json"
    return pikepdf.AttachedFileSpec(
        pdf, content, description="", filename=name, mime_type="", creation_date="", mod_date=""
    )


def with_snapshot(content: bytes, *, keywords: str | None = None) -> bytes:
    """The report with another file in the place of its snapshot."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["snapshot.json"] = attached(pdf, content)
        if keywords:
            pdf.docinfo["/Keywords"] = keywords

    return edited(paper(), change)


def test_a_newer_snapshot_cannot_be_told() -> None:
    record = json.loads(to_json(short())) | {"schema": SCHEMA.replace("/1", "/2")}
    found = judged(with_snapshot(json.dumps(record).encode()))
    assert (found.state, codes(found)) == ("unknown", ["newer"])


# -- altered -------------------------------------------------------------------------------------


def test_a_report_edited_by_another_program_is_altered() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        content = pdf.pages[0].Contents
        content.write(content.read_bytes().replace(b"BT", b"BT 1 0 0 1 3 0 cm ", 1))

    found = judged(edited(paper(), change))
    assert (found.state, codes(found)) == ("altered", ["other_bytes"])


def test_a_report_saved_again_by_another_program_is_altered() -> None:
    assert judged(edited(paper(), lambda pdf: None)).state == "altered"


def test_an_edited_snapshot_is_altered() -> None:
    content = to_json(short()).replace(b"Example LLP", b"Another LLP")
    assert codes(judged(with_snapshot(content))) == ["snapshot_altered"]


def forged() -> Snapshot:
    firm = short().firm
    assert firm is not None
    name = firm.name.model_copy(update={"en": "Another LLP"})
    return short().model_copy(update={"firm": firm.model_copy(update={"name": name})})


def test_an_edited_snapshot_with_its_digest_made_anew_is_altered() -> None:
    assert codes(judged(with_snapshot(to_json(forged())))) == ["metadata"]
    made = with_snapshot(to_json(forged()), keywords=digest(forged()))
    assert codes(judged(made)) == ["other_bytes"]


def test_a_forgery_printed_with_our_own_program_is_unchanged_in_itself_and_nothing_more() -> None:
    made = to_pdf.render(forged(), language="en", sections=("summary",))
    assert (judged(made).state, judged(made).origin) == ("genuine", None)
    assert judged(made, root()).state == "unknown"
    assert judged(made, register=Site()).state == "unknown"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_snapshot_is_altered(content: bytes) -> None:
    found = judged(with_snapshot(content))
    assert (found.state, codes(found)) == ("altered", ["snapshot_damaged"])


def test_a_report_without_its_snapshot_or_with_two_is_altered() -> None:
    def none(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments["snapshot.json"]

    def two(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["other"] = attached(pdf, b"{}")

    assert codes(judged(edited(paper(), none))) == ["snapshot_missing"]
    assert codes(judged(edited(paper(), two))) == ["snapshot_missing"]


@pytest.mark.parametrize("made", [paper, signed, signed_for_long], ids=["plain", "signed", "long"])
def test_no_turned_bit_leaves_a_report_genuine(made: Maker) -> None:
    data = made()
    chosen = random.Random(7).sample(range(len(data)), 30)
    ends = [0, len(data) // 3, len(paper()) - 1, len(data) - 1]
    states = {judged(flipped(data, position), root()).state for position in (*chosen, *ends)}
    assert states <= {"altered", "unknown"}
    assert "altered" in states


@pytest.mark.parametrize("share", [0.5, 0.8, 0.99])
def test_a_report_cut_off_is_altered(share: float) -> None:
    found = judged(paper()[: int(len(paper()) * share)])
    assert (found.state, codes(found)) == ("altered", ["damaged"])


def test_a_signed_report_cut_off_is_altered() -> None:
    assert judged(signed()[:-100], root()).state == "altered"
    assert judged(signed()[:-1], root()).state == "altered"


def test_a_signature_taken_away_leaves_the_report_as_it_was_printed() -> None:
    assert judged(signed()[: len(paper())]).state == "genuine"
    assert judged(signed()[: len(paper())], root()).state == "unknown"


@pytest.mark.parametrize("tail", [b"\n", b" ", b"% a remark\n", b"%%EOF\n", b"\x00" * 1000])
def test_bytes_added_at_the_end_are_altered(tail: bytes) -> None:
    for data in (paper(), signed()):
        assert judged(data + tail, root()).state == "altered"


def revised(data: bytes, **entries: str) -> bytes:
    """Another revision that writes the catalog anew."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    for key, value in entries.items():
        writer.root[generic.NameObject(f"/{key}")] = generic.TextStringObject(value)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_revision_added_later_is_altered() -> None:
    for data in (paper(), signed()):
        found = judged(revised(data, Lang="fr"), root())
        assert (found.state, codes(found)) == ("altered", ["appended"])


def with_page_replaced(data: bytes) -> bytes:
    """Another revision in which the first page shows something else."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    drawing = writer.add_object(generic.StreamObject(stream_data=b"0 0 600 800 re f"))
    page[generic.NameObject("/Contents")] = drawing
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_replaced_and_then_signed_by_a_stranger_is_altered() -> None:
    signed_over = signing.sign(with_page_replaced(paper()), credential(issue("X", issue("Y"))), now=NOW)
    for roots in ((), (root(),)):
        found = judged(signed_over, *roots)
        assert (found.state, codes(found)) == ("altered", ["appended"])


def test_a_page_replaced_in_the_very_revision_that_signs_is_altered() -> None:
    class Shadow(IncrementalPdfFileWriter):
        """Brings another page along with the signature."""

        def __init__(self, stream: BytesIO) -> None:
            super().__init__(stream)
            page = self.root["/Pages"]["/Kids"][0]
            page[generic.NameObject("/Contents")] = self.add_object(
                generic.StreamObject(stream_data=b"0 0 600 800 re f")
            )
            self.update_container(page)

        def _update_meta(self) -> None:
            pass

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(signing, "_QuietWriter", Shadow)
        data = signing.sign(paper(), credential(issue("X", issue("Y"))), now=NOW)
    found = judged(data)
    assert found.signature is not None and found.signature.intact and found.signature.covers_file
    assert (found.state, codes(found)) == ("altered", ["appended"])


# -- the site's register -------------------------------------------------------------------------


def test_a_file_the_site_knows_is_genuine_without_being_printed() -> None:
    found = judged(paper(), register=Site({sha(paper()): Issued()}))
    assert (found.state, found.origin, codes(found)) == ("genuine", "register", ["in_register"])
    assert found.claims is not None and found.claims.report == short().report.id


def test_a_report_that_was_replaced_names_its_successor() -> None:
    known = Issued(superseded_by="ABCD-EFGH", superseded_at=datetime(2026, 12, 1, tzinfo=UTC))
    for register in (Site({sha(paper()): known}), Site(snapshots={digest(short()): known})):
        found = judged(paper(), register=register)
        assert (found.state, found.superseded_by) == ("superseded", "ABCD-EFGH")
        assert found.reasons[-1].text.zh == "已由2026年12月1日签发的报告ABCD-EFGH取代。"


def test_a_withdrawn_report_is_genuine_and_says_first_that_it_no_longer_stands() -> None:
    at = datetime(2026, 12, 1, 20, tzinfo=UTC)  # the second in Beijing
    found = judged(paper(), register=Site({sha(paper()): Issued(withdrawn_at=at)}))
    assert (found.state, found.withdrawn_at, found.title.en) == (
        "genuine",
        at,
        "Genuine, but its release was withdrawn.",
    )
    assert found.reasons[-1].text.en == "Whoever released the report withdrew that on 2 December 2026."
    replaced = Issued(withdrawn_at=at, superseded_by="ABCD-EFGH", superseded_at=at)
    found = judged(paper(), register=Site({sha(paper()): replaced}))
    assert (found.state, codes(found)) == ("superseded", ["in_register", "withdrawn", "replaced_on"])


def test_another_document_of_a_snapshot_the_site_knows_is_genuine() -> None:
    found = judged(paper(), register=Site(snapshots={digest(short()): Issued()}))
    assert (found.state, codes(found)) == ("genuine", ["same_bytes", "in_register"])


def test_an_altered_file_stays_altered_though_the_site_knows_its_snapshot() -> None:
    found = judged(paper() + b"\n", register=Site(snapshots={digest(short()): Issued()}))
    assert (found.state, found.origin) == ("altered", None)


def test_what_the_site_never_issued_cannot_be_told_and_is_not_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def prints(*args: object, **choices: object) -> bytes:
        raise AssertionError("printed for a stranger")

    papers = (paper(), signed())
    monkeypatch.setattr(to_pdf, "render", prints)
    verifying._print.cache_clear()
    for data in papers:
        found = judged(data, register=Site())
        assert (found.state, codes(found)) == ("unknown", ["not_in_register"])


def test_a_trusted_signature_vouches_for_what_the_register_lost() -> None:
    found = judged(signed(), root(), register=Site())
    assert (found.state, found.origin) == ("genuine", "signature")


def test_a_root_for_time_stamps_makes_no_signer_trusted() -> None:
    stamps = [root().pem]
    found = verify_pdf(signed(), trust=[issue("Elsewhere").pem], stamps=stamps, isolated=False)
    assert (found.state, codes(found)) == ("unknown", ["same_bytes", "signer_unknown"])


def test_a_signer_s_own_certificate_and_the_stamp_s_root_are_enough() -> None:
    found = verify_pdf(signed_for_long(), trust=[signer().pem], stamps=[root().pem], isolated=False)
    assert (found.state, found.origin) == ("genuine", "signature")
    assert found.signature is not None and found.signature.stamped_at and found.signature.long_term


# -- hostile files -------------------------------------------------------------------------------


def bomb() -> bytes:
    """A snapshot of 256 megabytes in a quarter of one."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.attachments["snapshot.json"].obj.EF.F
        packer = zlib.compressobj(9)
        zeros = bytes(1 << 20)
        packed = b"".join(packer.compress(zeros) for _ in range(256)) + packer.flush()
        stream.write(packed, filter=pikepdf.Name.FlateDecode)

    return edited(paper(), change)


def nested(opening: bytes, closing: bytes, depth: int = 100_000) -> bytes:
    """A file whose catalog is an object of ``depth`` levels."""
    inner = opening * depth + b"1" + closing * depth
    return whole(b"1 0 obj\n<</Type/Catalog/Names " + inner + b">>\nendobj\n")


def whole(*objects: bytes) -> bytes:
    """A file of these objects, numbered from one."""
    body, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for one in objects:
        table += str(len(body)).zfill(10).encode() + b" 00000 n \n"
        body += one
    size = str(len(objects) + 1).encode()
    trailer = b"trailer<</Size " + size + b"/Root 1 0 R>>\nstartxref\n" + str(len(body)).encode()
    return body + b"xref\n0 " + size + b"\n" + table + trailer + b"\n%%EOF"


def looped() -> bytes:
    """A name tree that is its own child many times over."""
    tree = b"2 0 obj\n<</Kids[" + b"2 0 R " * 300 + b"]>>\nendobj\n"
    return whole(b"1 0 obj\n<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>\nendobj\n", tree)


HOSTILE: dict[str, Maker] = {
    "bomb": bomb,
    "arrays": lambda: nested(b"[", b"]"),
    "dictionaries": lambda: nested(b"<</A", b">>"),
    "loop": looped,
    "objects": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_judged_in_time_and_never_genuine(name: str) -> None:
    found = verify_pdf(HOSTILE[name]())
    assert found.state in ("altered", "unknown")


def test_a_reader_that_takes_too_long_or_dies_found_nothing_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SECONDS", 0.01)
    assert codes(verify_pdf(paper())) == ["unreadable"]


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 30_000), st.integers(0, 300))
def test_bytes_thrown_at_a_report_never_raise_and_never_pass(noise: bytes, start: int, length: int) -> None:
    data = paper()[:start] + noise + paper()[start + length :]
    found = judged(data)
    assert found.state != "genuine" or data == paper()


def test_marks_are_looked_for_within_bounds() -> None:
    assert not inspecting.bears_marks(b"stream\n" * 100_000)
    packed = zlib.compress(bytes(1 << 25))
    assert not inspecting.bears_marks((b"stream\n" + packed) * 20)


def test_the_shape_of_a_snapshot_is_told_apart_from_its_digest() -> None:
    record = json.loads(to_json(short()))
    record.pop("digest")
    record["colour"] = "red"
    record["digest"] = digest_of(record)
    found = judged(with_snapshot(json.dumps(record).encode()))
    assert (found.state, codes(found)) == ("unknown", ["shape"])


def test_every_reason_and_title_is_said_in_both_languages() -> None:
    from reports.verifying_words import REASONS, TITLES

    source = Path(verifying.__file__).read_text(encoding="utf-8")
    assert {code for code in REASONS if f'"{code}"' not in source} == set()
    assert all(text.zh and text.en for text in (*REASONS.values(), *TITLES.values()))
