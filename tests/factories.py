"""Plain factories: real rows through the real services. Everything inside ``tenant(firm)``.

Ana answers for a client, Clara is counsel, Adam administers the firm, Otto audits; Rui works for another
client of the same firm, and Zoe for another firm. Neither of those two may see anything of Ana's.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from assessment.models import Assessment, Client, Firm, Grant, Role, Service, User
from assessment.services.answer import record_answer
from assessment.services.assessment import create_assessment
from assessment.services.client import create_client
from assessment.services.service import create_service
from assessment.tenancy import tenant

_numbers = count(1)
DAY = date(2026, 11, 21)


def make_user(name: str = "Ana", *, language: str = "en", **fields: Any) -> User:
    """A person with a verified address and the password ``a long password``."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(
        f"{name.lower()}{next(_numbers)}@example.com",
        "a long password",
        name=name,
        language=language,
        **fields,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_firm(slug: str = "", **fields: Any) -> Firm:
    """A firm."""
    number = next(_numbers)
    names = {"name_zh": f"律所{number}", "name_en": f"Firm {number}"}
    return Firm.objects.create(slug=slug or f"firm-{number}", **{**names, **fields})


def make_grant(
    user: User, firm: Firm, role: str, client: Client | None = None, until: date | None = None
) -> Grant:
    """A role, straight into the table."""
    with tenant(firm):
        return Grant.objects.create(user=user, firm=firm, role=role, client=client, until=until)


def make_service(client: Client, by: User, name: str = "") -> Service:
    """A service of a client; inside its tenant."""
    number = next(_numbers)
    return create_service(client=client, name_zh=name or f"服务{number}", name_en=f"Service {number}", by=by)


def make_assessment(
    service: Service, by: User, answers: dict[str, Any] | None = None, **fields: Any
) -> Assessment:
    """An assessment as of 2026-11-21 with some answers; inside its tenant."""
    assessment = create_assessment(service=service, by=by, as_of=fields.pop("as_of", DAY), **fields)
    for question, raw in (answers or {}).items():
        record_answer(assessment=assessment, question=question, raw=raw, saw=assessment.version, by=by)
    return assessment


IN_SCOPE = {
    "role": ["content_provider"],
    "content_types": ["text"],
    "audience": ["public_open"],
    "mainland_access": "offered",
    "provider_location": "mainland",
}


@dataclass
class House:
    """A firm with two clients, one service with an assessment each, and people in every role."""

    firm: Firm
    client: Client
    other_client: Client
    service: Service
    other_service: Service
    assessment: Assessment
    other_assessment: Assessment
    adam: User
    clara: User
    ana: User
    rui: User
    otto: User


def make_house(answers: dict[str, Any] | None = None) -> House:
    """The whole cast."""
    firm = make_firm()
    adam, clara, ana, rui, otto = (make_user(name) for name in ("Adam", "Clara", "Ana", "Rui", "Otto"))
    with tenant(firm):
        clients = [
            create_client(firm=firm, name_zh=f"客户{next(_numbers)}", name_en="Client", by=adam)
            for _ in range(2)
        ]
        make_grant(adam, firm, Role.FIRM_ADMIN)
        make_grant(clara, firm, Role.FIRM_MEMBER)
        make_grant(ana, firm, Role.CLIENT_MEMBER, clients[0])
        make_grant(rui, firm, Role.CLIENT_MEMBER, clients[1])
        make_grant(otto, firm, Role.AUDITOR)
        services = [make_service(client, clara) for client in clients]
        first = make_assessment(services[0], ana, IN_SCOPE if answers is None else answers)
        second = make_assessment(services[1], rui)
    return House(
        firm, clients[0], clients[1], services[0], services[1], first, second, adam, clara, ana, rui, otto
    )
