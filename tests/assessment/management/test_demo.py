"""The demonstration: loaded once through the services, opened with one command."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from assessment.access import memberships
from assessment.demo import seed
from assessment.models import (
    Answer,
    AnswerKind,
    Assessment,
    Chain,
    Evidence,
    EvidenceKind,
    EvidenceRevision,
    Finding,
    Firm,
    Judgement,
    Position,
    Service,
    SignOff,
    Status,
    User,
)
from assessment.queries.action import my_actions, overdue
from assessment.queries.overview import overview
from assessment.queries.state import state
from assessment.services.audit import verify_chain
from assessment.services.evidence import is_intact
from assessment.services.summary import differing
from assessment.tenancy import each_firm, tenant
from reports.snapshot import from_json

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demonstration, loaded once for all tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        assert seed.load()
        yield
        transaction.set_rollback(True)


def current(name_en: str) -> Assessment:
    return Service.objects.select_related("current__summary", "current__edition").get(name_en=name_en).current  # type: ignore[return-value]


@pytest.fixture
def law_firm(db: None) -> Iterator[Firm]:
    with tenant(Firm.objects.get(slug="example-llp")) as firm:
        yield firm


@pytest.mark.django_db
def test_five_services_stand_at_the_stages_people_meet() -> None:
    found = {}
    for _firm in each_firm():
        for service in Service.objects.select_related("current__summary", "owner"):
            one = service.current
            assert one is not None and service.owner is not None
            found[service.name_en] = (one.stage, one.summary.scope, one.summary.undetermined > 0)
    assert found == {
        "Lantern Chat": ("signed_off", "in_scope", False),
        "Merchant Copy": ("answering", "likely_out_of_scope", True),
        "HR assistant (internal)": ("review", "out_of_scope", False),
        "Firefly Write": ("answering", "in_scope", True),
        "Maintenance Answers": ("answering", "likely_in_scope", True),
    }


@pytest.mark.django_db
def test_counts_chains_and_files_are_what_they_would_be_had_people_entered_it() -> None:
    for _firm in each_firm():
        assert [differing(one) for one in Assessment.objects.select_related("edition")] == [
            {} for _ in Assessment.objects.all()
        ]
        chains = list(Chain.objects.all())
        assert chains and all(verify_chain(chain) == [] for chain in chains)
        assert all(is_intact(one) for one in EvidenceRevision.objects.filter(kind=EvidenceKind.FILE))


def test_the_chatbot_has_findings_evidence_and_work_of_every_kind(law_firm: Firm) -> None:
    service = current("Lantern Chat").service
    findings = Finding.objects.filter(service=service)
    assert {one.judgement for one in findings} == set(Judgement.values)
    assert {one.status for one in findings} == set(Status.values)
    assert {one.kind for one in EvidenceRevision.objects.filter(evidence__service=service)} == set(
        EvidenceKind.values
    )
    assert all(one.findings.exists() for one in Evidence.objects.filter(service=service))
    engineer = next(one for one in memberships(User.objects.get(email="engineer@example.com")))
    items = my_actions(engineer)
    assert overdue(items) and len(overdue(items)) < len(items)


def test_what_counsel_signed_can_be_printed_from_alone(law_firm: Firm) -> None:
    signed = SignOff.objects.select_related("snapshot").get()
    snapshot = from_json(bytes(signed.snapshot.body))
    assert (snapshot.report.status, snapshot.report.released_by) == ("released", "王敏")
    assert snapshot.firm is not None and snapshot.firm.name.zh == "示例律师事务所"
    found = {one.id: one for one in snapshot.obligations}
    label = found["LBL-5"].finding
    assert label is not None and (label.judgement, label.status, len(label.actions)) == (
        "not_met",
        "in_progress",
        3,
    )
    assert found["MIN-43"].dissent is not None and found["DSP-15-2A"].outcome == "applies"
    assert [one.number for one in snapshot.evidence] == [f"E-{number:02d}" for number in range(1, 9)]


def test_the_merchants_tool_is_left_open_by_the_law_alone(law_firm: Firm) -> None:
    one = current("Merchant Copy")
    result = state(one).result
    assert not Position.objects.filter(assessment=one).exists()
    assert {point for found in result.obligations.values() for point in found.open_points} == {
        "OP-02",
        "OP-08",
    }
    assert result.unanswered == ()


def test_the_start_up_knows_little_and_has_set_questions_aside(law_firm: Firm) -> None:
    now = state(current("Firefly Write"))
    assert len(now.set_aside) == 3
    assert len(now.result.unsure) >= 6
    assert len(now.result.unanswered) >= 20
    rows = Answer.objects.filter(assessment=now.assessment)
    assert {one.kind for one in rows} == {AnswerKind.GIVEN, AnswerKind.SET_ASIDE}


@pytest.mark.django_db
def test_everybody_named_can_sign_in_and_sees_no_more_than_their_own() -> None:
    seen: dict[str, list[str]] = {}
    for email, _name, _roles in seed.people():
        user = authenticate(email=email, password=seed.PASSWORD)
        assert isinstance(user, User)
        seen[email.split("@")[0]] = []
        for membership in memberships(user):
            with tenant(membership.firm):
                seen[email.split("@")[0]] += [row.name_en for row in overview(membership).rows]
    bazaar = ["Lantern Chat", "Merchant Copy", "HR assistant (internal)"]
    everything = [*bazaar, "Firefly Write"]
    assert {who: sorted(names) for who, names in seen.items()} == {
        "admin": sorted(everything),
        "counsel": sorted(everything),
        "client": sorted(bazaar),
        "engineer": sorted(bazaar),
        "founder": ["Firefly Write"],
        "auditor": sorted([*everything, "Maintenance Answers"]),
        "inhouse": ["Maintenance Answers"],
    }


@pytest.mark.django_db
def test_loading_again_keeps_what_was_entered() -> None:
    with tenant(Firm.objects.get(slug="example-llp")):
        Service.objects.filter(name_en="Lantern Chat").update(name_en="Renamed")
    out = StringIO()
    call_command("demo", no_server=True, stdout=out)
    assert "What was entered earlier is still there." in out.getvalue()
    assert f"all with the password {seed.PASSWORD}" in out.getvalue()
    assert all(email in out.getvalue() for email, _name, _roles in seed.people())
    with tenant(Firm.objects.get(slug="example-llp")):
        assert Service.objects.filter(name_en="Renamed").exists() and Service.objects.count() == 4


@pytest.mark.django_db
def test_a_host_in_production_loads_no_passwords_everybody_knows() -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="HEGUI_PRODUCTION is on"):
        call_command("demo", no_server=True)


def test_a_port_that_is_taken_is_told_before_anything_is_done() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} cannot be used: .*make demo ARGS="):
            call_command("demo", port=port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
        call_command("demo", port=port)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def hear_ctrl_c() -> None:
    """As in a terminal; a run in the background has its children ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_one_command_opens_the_site_and_ctrl_c_closes_all_of_it(tmp_path: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEGUI_")}
    environment |= {"HEGUI_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "assessment.settings"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, preexec_fn=hear_ctrl_c,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith(f"Open http://127.0.0.1:{port}/"):
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=60) as page:
            found = page.read().decode()
        time.sleep(0.5)
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert "The example has been loaded.\n" in said
    assert 'action="/accounts/login/"' in found and "/static/css/screen." in found
    assert process.returncode == 0 and rest.rstrip().endswith("make demo opens it again.")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
