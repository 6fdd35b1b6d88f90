import json
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from reports import to_oscal
from reports.snapshot import Finding, Snapshot, digest
from tests.reports.hostile import TURNED, typed
from tests.reports.snapshots import position, snapshot

NAMES = ["catalog.json", "assessment-results.json", "plan-of-action-and-milestones.json"]


def read(made: Snapshot) -> dict[str, Any]:
    return {name: json.loads(data) for name, data in to_oscal.documents(made).items()}


def valid(made: Snapshot) -> list[str]:
    """The documents the official models take; one they refuse raises."""
    from trestle.oscal.assessment_results import Model as Results
    from trestle.oscal.catalog import Model as Catalog
    from trestle.oscal.poam import Model as Plan

    models: dict[str, Any] = {NAMES[0]: Catalog, NAMES[1]: Results, NAMES[2]: Plan}
    for name, data in to_oscal.documents(made).items():
        models[name].model_validate_json(data)
    return list(to_oscal.documents(made))


def identifiers(record: Any) -> list[str]:
    if isinstance(record, dict):
        own = [record["uuid"]] if "uuid" in record else []
        return own + [found for value in record.values() for found in identifiers(value)]
    return [found for value in record for found in identifiers(value)] if isinstance(record, list) else []


def references(record: Any) -> list[str]:
    """Everything a document refers to by identifier."""
    if isinstance(record, dict):
        keys = ("observation-uuid", "finding-uuid", "risk-uuid")
        own = [record[key] for key in keys if key in record] + record.get("party-uuids", [])
        href = record.get("href", "")
        own += [href[1:]] if href.startswith("#") else []
        return own + [found for value in record.values() for found in references(value)]
    return [found for value in record for found in references(value)] if isinstance(record, list) else []


def said(record: dict[str, Any]) -> dict[str, str]:
    return {prop["name"]: prop["value"] for prop in record["props"]}


@pytest.mark.parametrize(
    "made",
    [
        snapshot(),
        snapshot(copies=3),
        snapshot(open_points=(snapshot().open_points[0].model_copy(update={"position": position()}),)),
        typed(TURNED),
        typed("  \n\n "),
        typed("a\nb" * 5000, first=1),
        snapshot(firm=None, client=None, find_out=(), open_points=(), answers=(), evidence=()),
    ],
    ids=["plain", "many", "position", "controls", "blank", "long", "bare"],
)
def test_the_official_models_take_every_document(made: Snapshot) -> None:
    assert valid(made) == NAMES


def test_a_snapshot_without_gaps_and_questions_has_no_plan_of_action() -> None:
    met = tuple(o.model_copy(update={"finding": Finding(judgement="met")}) for o in snapshot().obligations)
    assert valid(snapshot(obligations=met, find_out=())) == NAMES[:2]


def test_a_snapshot_without_obligations_is_still_valid() -> None:
    assert valid(snapshot(obligations=())) == NAMES


def test_every_reference_leads_somewhere_and_no_identifier_stands_twice() -> None:
    for name, record in read(snapshot()).items():
        given = identifiers(record)
        assert len(given) == len(set(given)), name
        assert set(references(record)) - set(given) == set(), name
        assert {UUID(one).version for one in given} == {5}


def test_a_control_holds_the_obligation_with_its_provision_and_mark() -> None:
    groups = read(snapshot())["catalog.json"]["catalog"]["groups"]
    control = groups[1]["controls"][0]
    assert (
        groups[1]["title"]
        == "人工智能生成合成内容标识办法 / Measures for Labelling AI-Generated Synthetic Content"
    )
    assert control["id"] == "LBL-4"
    assert control["title"] == "对生成内容添加显式标识 / Visible labels on generated content"
    assert said(control) == {
        "label": "LBL-4",
        "citation-zh": "《标识办法》第4条",
        "citation-en": "Labelling Measures, art 4",
        "citations-also": "DSP 6",
        "effective-from": "2023-08-15",
        "binding-nature": "law",
        "bites": "standing",
        "type": "process duty",
        "mark": "checked",
        "change-against-draft": "kept",
    }
    assert control["parts"][0] == {
        "id": "LBL-4_smt",
        "name": "statement",
        "prose": "在文本、音频、图片、视频和虚拟场景的适当位置添加用户能够明显感知的提示文字、"
        "语音或者图形标识。\n\n"
        "Add a text, spoken or graphic label that users readily notice to generated text, audio, images, "
        "video and virtual scenes.",
    }


def test_every_obligation_is_observed_and_only_what_was_judged_is_a_finding() -> None:
    result = read(snapshot())["assessment-results.json"]["assessment-results"]["results"][0]
    outcomes = [said(o) for o in result["observations"] if o["types"] == ["control-objective"]]
    assert [o["control-id"] for o in outcomes] == [o.id for o in snapshot().obligations]
    judged = {f["target"]["target-id"]: f["target"]["status"] for f in result["findings"]}
    assert judged == {
        "GAI-7-1A_smt": {"state": "satisfied", "reason": "pass"},
        "LBL-4_smt": {"state": "not-satisfied", "reason": "other"},
        "PIPL-21_smt": {"state": "not-satisfied", "reason": "other"},
        "CSL-23_smt": {"state": "not-satisfied", "reason": "fail"},
    }


def test_an_observation_says_outcome_reason_owner_day_and_evidence() -> None:
    result = read(snapshot())["assessment-results.json"]["assessment-results"]["results"][0]
    observation = next(o for o in result["observations"] if o["title"].startswith("LBL-4"))
    assert said(observation) == {
        "control-id": "LBL-4",
        "outcome": "applies",
        "judgement": "partly_met",
        "remediation-status": "in_progress",
        "owner": "Zhao Lei",
        "due": "2026-12-15",
        "evidence": "E-03",
    }
    assert observation["description"] == (
        "因服务生成文本和图片。\n\nBecause the service generates text and images."
    )
    assert observation["methods"] == ["INTERVIEW", "EXAMINE"]
    assert observation["relevant-evidence"][0]["description"] == "E-03 Screens of labelled images"


def test_a_gap_becomes_an_item_with_its_deadline_and_actions_in_beijing_time() -> None:
    plan = read(snapshot())["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"]
    assert [item["title"].split(" ")[0] for item in plan["poam-items"][:3]] == ["LBL-4", "PIPL-21", "CSL-23"]
    risk = plan["risks"][0]
    assert (risk["status"], risk["deadline"]) == ("remediating", "2026-12-15T23:59:59+08:00")
    tasks = risk["remediations"][0]["tasks"]
    assert [(t["title"], t["timing"]["on-date"]["date"]) for t in tasks] == [
        ("Add the label to copied text", "2026-12-01T23:59:59+08:00"),
        ("Check the label on three screen sizes", "2026-12-15T23:59:59+08:00"),
    ]
    assert plan["risks"][2]["status"] == "deviation-approved"


def test_a_fact_to_find_out_becomes_an_item() -> None:
    plan = read(snapshot())["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"]
    assert said(plan["poam-items"][3]) == {
        "question": "posm_features",
        "state": "unanswered",
        "known-by": "product",
        "settles": "3",
    }


def test_the_metadata_name_snapshot_rulebook_and_people() -> None:
    for record in read(snapshot()).values():
        metadata = next(iter(record.values()))["metadata"]
        assert metadata["oscal-version"] == "1.2.1"
        assert metadata["last-modified"] == "2026-11-21T04:05:00+00:00"
        assert said(metadata)["snapshot-digest"] == digest(snapshot())
        assert said(metadata)["rulebook-version"] == "2026.11"
        assert [party["name"] for party in metadata["parties"]][:3] == [
            "示例律师事务所 / Example LLP",
            "示例电商有限公司 / Example Marketplace Ltd",
            "王敏 Wang Min",
        ]


def test_equal_snapshots_give_equal_archives() -> None:
    data = to_oscal.render(snapshot())
    assert data == to_oscal.render(snapshot())
    with ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == NAMES
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
