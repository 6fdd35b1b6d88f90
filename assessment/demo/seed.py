"""Loads the demonstration once, through the services, so that trails and counts are as people's own."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from assessment.models import Assessment, Client, Evidence, Firm, Service, Stage, User
from assessment.queries.rulebook import rulebook_of
from assessment.services.answer import record_answer, set_aside
from assessment.services.assessment import create_assessment, set_stage
from assessment.services.assignment import assign
from assessment.services.client import create_client
from assessment.services.comment import add_comment, resolve_comment
from assessment.services.edition import ensure_edition
from assessment.services.evidence import add_evidence
from assessment.services.evidence_check import Days
from assessment.services.finding import add_action, record_finding, update_action
from assessment.services.firm import create_firm, update_firm
from assessment.services.invitation import give_grant
from assessment.services.position import record_dissent, take_position
from assessment.services.report import preview, release, shown_digest
from assessment.services.service import create_service
from assessment.tenancy import tenant
from questionnaire.answers import read_answers

HERE = Path(__file__).parent
PASSWORD = "hegui-demo-2026"  # noqa: S105  (invented, printed at every start, refused in production)


@dataclass
class House:
    """What has been made so far, by the names of house.yaml."""

    today: date
    people: dict[str, User] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)

    def on(self, days: int | None) -> date | None:
        """The day so many days from the day of loading."""
        return None if days is None else self.today + timedelta(days=days)


@cache
def read(name: str) -> Any:
    """One of the YAML files beside this one."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def is_loaded() -> bool:
    """Whether the demonstration's firms are there; then nothing is loaded again."""
    return Firm.objects.filter(slug__in=[firm["slug"] for firm in read("house.yaml")["firms"]]).exists()


def load() -> bool:
    """Load everything in one transaction; False if it is there already."""
    if is_loaded():
        return False
    ensure_edition()
    house = House(timezone.localdate())
    with transaction.atomic():
        _people(house)
        for one in read("house.yaml")["firms"]:
            _firm(house, one)
    return True


def people() -> list[tuple[str, str, str]]:
    """Who can sign in: address, name, and the roles as (firm: role) words."""
    told = read("house.yaml")
    roles: dict[str, list[str]] = {}
    for firm in told["firms"]:
        for grant in firm["grants"]:
            client = firm["clients"].get(grant.get("client"), {}).get("name_en", "")
            words = ", ".join(part for part in (grant["role"].replace("_", " "), client) if part)
            roles.setdefault(grant["who"], []).append(f"{firm['name_en']}: {words}")
    return [(one["email"], one["name"], "; ".join(roles[key])) for key, one in told["people"].items()]


# -- who there is -----------------------------------------------------------------------------------


def _people(house: House) -> None:
    hashed = make_password(PASSWORD)  # once for all: hashing is meant to be slow
    for key, one in read("house.yaml")["people"].items():
        user, made = User.objects.get_or_create(
            email=one["email"],
            defaults={"name": one["name"], "language": one["language"], "password": hashed},
        )
        if made:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        house.people[key] = user


def _firm(house: House, told: dict[str, Any]) -> None:
    first, *others = told["grants"]
    administrator = house.people[first["who"]]
    names = {"name_zh": told["name_zh"], "name_en": told["name_en"]}
    firm = create_firm(slug=told["slug"], administrator=administrator, **names)
    with tenant(firm):
        if "accent" in told:
            update_firm(firm=firm, accent=told["accent"], by=administrator, **names)
        clients = {
            key: create_client(firm=firm, by=administrator, **names) for key, names in told["clients"].items()
        }
        for grant in others:
            give_grant(
                firm=firm,
                user=house.people[grant["who"]],
                role=grant["role"],
                client=clients.get(grant.get("client", "")),
                by=administrator,
            )
        for one in told["services"]:
            _service(house, clients[one["client"]], one)
        for one in read("work.yaml")["assigned"]:
            if one["service"] in {service["key"] for service in told["services"]}:
                _assignment(house, one)
        for one in read("work.yaml")["talk"]:
            if one["service"] in {service["key"] for service in told["services"]}:
                _comment(house, one)


def _service(house: House, client: Client, told: dict[str, Any]) -> None:
    owner = house.people[told["owner"]]
    texts = {name: told[name] for name in ("name_zh", "name_en", "description_zh", "description_en")}
    service = create_service(client=client, owner=owner, by=owner, **texts)
    house.services[told["key"]] = service
    path = HERE / "answers" / f"{told['key']}.yaml"
    edition = ensure_edition()
    rulebook = rulebook_of(edition)
    answers = read_answers(path.read_bytes(), rulebook) if path.exists() else None
    assessment = create_assessment(service=service, by=owner, as_of=rulebook.law_known_to, answers=answers)
    house.assessments[told["key"]] = assessment
    if told["key"] == "chatbot":
        _chatbot(house, assessment)
    elif told["key"] == "hr":
        set_stage(assessment=assessment, stage=Stage.REVIEW, by=owner)
    for one in read("work.yaml").get(told["key"], ()):
        _answer(house, assessment, one)


def _answer(house: House, assessment: Assessment, told: dict[str, Any]) -> None:
    words = {name: told.get(name, "") for name in ("note", "said_by", "source")}
    by, saw = house.people[told["by"]], assessment.version
    if told.get("later"):
        set_aside(assessment=assessment, question=told["question"], saw=saw, by=by, **words)
    else:
        record_answer(
            assessment=assessment, question=told["question"], raw=told["answer"], saw=saw, by=by, **words
        )


def _assignment(house: House, told: dict[str, Any]) -> None:
    assign(
        assessment=house.assessments[told["service"]],
        user=house.people[told["who"]],
        by=house.people[told["by"]],
        topic=told.get("topic", ""),
        question=told.get("question", ""),
        due_on=house.on(told.get("due")),
        note=told.get("note", ""),
    )


def _comment(house: House, told: dict[str, Any]) -> None:
    assessment = house.assessments[told["service"]]
    comment = add_comment(
        service=assessment.service,
        assessment=assessment,
        by=house.people[told["by"]],
        text=told["text"],
        question=told.get("question", ""),
        obligation=told.get("obligation", ""),
    )
    if "resolved" in told:
        resolve_comment(comment=comment, by=house.people[told["resolved"]])


# -- what was judged and done about the chatbot ------------------------------------------------------------


def _chatbot(house: House, assessment: Assessment) -> None:
    told = read("work.yaml")
    for one in told["said"]:
        _answer(house, assessment, one)
    taken, dissent, signed = told["position"], told["dissent"], told["signed"]
    take_position(
        assessment=assessment,
        **{name: taken[name] for name in ("open_point", "reading", "reason")},
        by=house.people[taken["by"]],
    )
    for one in told["findings"]:
        for obligation in one["obligations"]:
            _finding(house, assessment, obligation, one)
    for one in told["evidence"]:
        _evidence(house, assessment.service, one)
    set_stage(assessment=assessment, stage=Stage.REVIEW, by=house.people["client"])
    record_dissent(
        assessment=assessment,
        **{name: dissent[name] for name in ("obligation", "view", "reason")},
        by=house.people[dissent["by"]],
    )
    counsel = house.people[signed["by"]]
    saw = shown_digest(preview(assessment=assessment, by=counsel))
    release(assessment=assessment, by=counsel, saw=saw, statement=signed["statement"])


def _finding(house: House, assessment: Assessment, obligation: str, told: dict[str, Any]) -> None:
    by, verifier = house.people[told["by"]], told.get("then")
    record_finding(
        assessment=assessment,
        obligation=obligation,
        by=by,
        judgement=told["judgement"],
        status="done" if verifier else told["status"],
        owner=house.people[told["owner"]],
        due_on=house.on(told.get("due")),
        review_on=house.on(told.get("review")),
        **{name: told.get(name, "") for name in ("gap", "note", "reason")},
    )
    if verifier:
        record_finding(
            assessment=assessment, obligation=obligation, by=house.people[verifier], status="verified"
        )
    if obligation == told["obligations"][0]:
        for one in told.get("actions", ()):
            _action(house, assessment, obligation, one, by)


def _action(house: House, assessment: Assessment, obligation: str, told: dict[str, Any], by: User) -> None:
    action = add_action(
        assessment=assessment,
        obligation=obligation,
        text=told["text"],
        by=by,
        owner=house.people[told["owner"]],
        due_on=house.on(told["due"]),
    )
    if "done" in told:
        update_action(action=action, by=house.people[told["done"]], status="done")


def _evidence(house: House, service: Service, told: dict[str, Any]) -> Evidence:
    supported = [
        obligation
        for one in read("work.yaml")["findings"]
        if told["key"] in one.get("evidence", ())
        for obligation in one["obligations"]
    ]
    days = {f"{name}_on": house.on(number) for name, number in told.get("days", {}).items()}
    file = told.get("file")
    return add_evidence(
        service=service,
        title=told["title"],
        by=house.people[told["by"]],
        findings=list(service.findings.filter(obligation__in=supported)),
        file=SimpleUploadedFile(file, (HERE / "files" / file).read_bytes()) if file else None,
        url=told.get("url", ""),
        statement=told.get("statement", ""),
        days=Days(**days),
        note=told.get("note", ""),
    )
