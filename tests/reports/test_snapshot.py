import json
from datetime import UTC, datetime

import jsonschema
import pytest

from reports.errors import AlteredSnapshot, DamagedSnapshot, NewerSnapshot, SnapshotError
from reports.snapshot import SCHEMA_FILE, digest, from_json, json_schema, to_json
from tests.reports.snapshots import snapshot


def rewritten(**changes: object) -> bytes:
    return json.dumps(json.loads(to_json(snapshot())) | changes).encode()


def test_a_snapshot_comes_back_from_its_json_the_same() -> None:
    assert from_json(to_json(snapshot())) == snapshot()


def test_the_json_is_canonical() -> None:
    data = to_json(snapshot())
    record = json.loads(data)
    assert json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == data
    assert record["schema"] == "hegui-snapshot/1"
    assert record["digest"] == digest(snapshot())


def test_formatting_alone_does_not_alter_a_snapshot() -> None:
    assert from_json(json.dumps(json.loads(to_json(snapshot())), indent=2).encode()) == snapshot()


def test_the_digest_moves_with_every_field() -> None:
    one = snapshot()
    others = [
        one.model_copy(update={name: getattr(snapshot(copies=2, as_of="2026-12-01"), name)})
        for name in ("as_of", "obligations")
    ]
    assert len({digest(s) for s in (one, *others)}) == 3


def test_an_edited_snapshot_is_refused_and_says_so() -> None:
    data = to_json(snapshot()).replace("示例电商有限公司".encode(), "另一家有限公司".encode())
    with pytest.raises(AlteredSnapshot, match="was changed after it was made"):
        from_json(data)


def test_a_snapshot_without_its_digest_is_refused() -> None:
    record = json.loads(to_json(snapshot()))
    del record["digest"]
    with pytest.raises(AlteredSnapshot, match="carries no digest"):
        from_json(json.dumps(record).encode())


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_a_truncated_snapshot_is_refused(size: int) -> None:
    with pytest.raises(DamagedSnapshot, match="damaged or cut off"):
        from_json(to_json(snapshot())[:size])


@pytest.mark.parametrize("data", [b"[]", b"{}", b'"x"', b'{"schema":"other/1"}', b"\xff\xfe", b"[" * 100_000])
def test_something_else_is_no_snapshot(data: bytes) -> None:
    with pytest.raises(DamagedSnapshot):
        from_json(data)


def test_half_a_character_is_damage() -> None:
    with pytest.raises(DamagedSnapshot, match="half a character"):
        from_json(rewritten(digest="x", as_of="\ud800"))


def test_a_key_given_twice_is_refused() -> None:
    data = to_json(snapshot()).replace(b'{"answers"', b'{"as_of":"2020-01-01","answers"', 1)
    with pytest.raises(DamagedSnapshot, match="a key stands twice"):
        from_json(data)


def test_a_newer_snapshot_is_refused_by_name() -> None:
    with pytest.raises(NewerSnapshot, match="hegui-snapshot/2"):
        from_json(rewritten(schema="hegui-snapshot/2"))


def test_a_well_signed_but_misshapen_snapshot_names_the_field() -> None:
    made = snapshot().model_copy(update={"beyond_known_law": "perhaps"})
    with pytest.warns(UserWarning), pytest.raises(SnapshotError, match="beyond_known_law"):
        from_json(to_json(made))


def test_the_published_schema_is_in_step_and_fits_real_output() -> None:
    published = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert published == json_schema()
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(json.loads(to_json(snapshot())), published)


def test_the_published_schema_refuses_an_unknown_field() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(rewritten(colour="red")), json_schema())


def test_instants_are_kept_in_utc_and_whole_seconds() -> None:
    report = snapshot().report.model_copy()
    made = type(report)(**(report.model_dump() | {"created_at": "2026-11-21T12:05:00.250+08:00"}))
    assert made.created_at == datetime(2026, 11, 21, 4, 5, tzinfo=UTC)
    assert made == report
