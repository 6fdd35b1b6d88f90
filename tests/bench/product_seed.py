"""`python -m tests.bench.product_seed NUMBER`: a firm with so many assessments; says as JSON how to get in.

The first service comes through the services, so that everything a page needs is there; the rest are rows
written in bulk with the same contents: a service, its audit chain, an assessment, its answers and its
summary. Ana sees the first client only, which has a hundred services at most; Clara sees them all.
"""

import json
import os
import sys
from dataclasses import dataclass
from itertools import islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
SESSIONS = 16
PATTERNS = 300  # different answer sets; more than any cache of results holds
A_CLIENT = 100
BATCH = 500


def seed(number: int) -> dict[str, Any]:
    """Tables, people, ``number`` assessments."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client as Browser

    from assessment.models import Assessment, Role
    from assessment.services.client import create_client
    from assessment.services.edition import ensure_edition
    from assessment.tenancy import tenant
    from tests import factories

    call_command("migrate", verbosity=0)
    ensure_edition()
    firm = factories.make_firm("bench")
    ana, clara = factories.make_user("Ana"), factories.make_user("Clara")
    factories.make_grant(clara, firm, Role.FIRM_MEMBER)
    with tenant(firm):
        clients = [
            create_client(firm=firm, name_zh=f"客户{place}", name_en=f"Client {place}", by=clara)
            for place in range(0, number, A_CLIENT)
        ]
        factories.make_grant(ana, firm, Role.CLIENT_MEMBER, clients[0])
        first = factories.make_assessment(factories.make_service(clients[0], clara), ana, factories.IN_SCOPE)
        bulk(first, clients, number - 1)
        assessments = list(
            Assessment.objects.filter(service__client=clients[0])
            .order_by("pk")
            .values_list("key", flat=True)[:A_CLIENT]
        )
    sessions: dict[str, list[str]] = {"ana": [], "clara": []}
    for name, person in (("ana", ana), ("clara", clara)):
        for _ in range(SESSIONS):
            browser = Browser()
            browser.force_login(person, backend="assessment.backends.AuthenticationBackend")
            sessions[name].append(browser.cookies["sessionid"].value)
    return {"sessions": sessions, "assessments": assessments, "questions": questions(first), **count()}


@dataclass(frozen=True)
class Pattern:
    """One answer set with the columns of its summary row."""

    answers: dict[str, Any]
    counts: dict[str, Any]


def bulk(first: Any, clients: list[Any], number: int) -> None:
    """``number`` further services of ``clients``, each assessed like ``first`` with other answers."""
    from assessment.models import Answer, Assessment, Chain, Service, Summary

    patterns = [pattern(first, seed) for seed in range(min(PATTERNS, max(1, number)))]
    firm = first.firm_id
    for start in range(0, number, BATCH):
        places = range(start, min(start + BATCH, number))
        services = Service.objects.bulk_create(
            Service(
                firm_id=firm,
                client=clients[(place + 1) // A_CLIENT],
                name_zh=f"批量服务{place}",
                name_en=f"Bulk service {place}",
            )
            for place in places
        )
        Chain.objects.bulk_create(Chain(firm_id=firm, service=service) for service in services)
        made = Assessment.objects.bulk_create(
            Assessment(
                firm_id=firm,
                service=service,
                edition=first.edition,
                as_of=first.as_of,
                coverage=first.coverage,
                version=1,
                by=first.by,
            )
            for service in services
        )
        held = [patterns[place % len(patterns)] for place in places]
        Answer.objects.bulk_create(
            [
                Answer(
                    firm_id=firm,
                    assessment=one,
                    question=question,
                    value=value,
                    version=1,
                    saw=0,
                    by=first.by,
                    at=first.created_at,
                )
                for one, drawn in zip(made, held, strict=True)
                for question, value in drawn.answers.items()
            ],
            batch_size=BATCH,
        )
        Summary.objects.bulk_create(
            Summary(assessment=one, firm_id=firm, **drawn.counts)
            for one, drawn in zip(made, held, strict=True)
        )
        for service, one in zip(services, made, strict=True):
            service.current = one
        Service.objects.bulk_update(services, ["current"])


def pattern(first: Any, seed: int) -> Pattern:
    """Every second question of the rulebook answered, drawn by ``seed``; the first's own answers stay."""
    from assessment.models import AnswerKind
    from assessment.queries.state import Held, State, state
    from assessment.services.summary import counts
    from tests.bench.workload import draws

    now, source = state(first), draws(1000 + seed)
    answers = {name: held.value for name, held in now.answers.items()}
    for asked in islice(questions(first).items(), 0, None, 2):
        name, options = asked
        kind = now.rulebook.questions[name].kind
        option = options[next(source) % len(options)]
        if name not in answers:
            answers[name] = [option] if kind == "multiple" else option
    held = {name: Held(AnswerKind.GIVEN, value, 1, False) for name, value in answers.items()}
    return Pattern(answers, counts(State(first, now.rulebook, held)))


def questions(first: Any) -> dict[str, list[str]]:
    """The questions that have options, with their ids."""
    from assessment.queries.rulebook import rulebook_of

    asked = rulebook_of(first.edition).questions.values()
    return {one.id: [option.id for option in one.options] for one in asked if one.options}


def count() -> dict[str, int]:
    """How many answers and events of answering are stored, and how many chains do not hold."""
    import django

    django.setup()
    from assessment.models import Answer, Chain, Event
    from assessment.services.audit import verify_chain
    from assessment.tenancy import each_firm

    found = {"answers": 0, "events": 0, "broken": 0}
    for _ in each_firm():
        found["answers"] += Answer.objects.count()
        found["events"] += Event.objects.filter(verb="answer_given").count()
        found["broken"] += sum(bool(verify_chain(chain)) for chain in Chain.objects.filter(length__gt=0))
    return found


if __name__ == "__main__":
    print(json.dumps(count() if sys.argv[1] == "count" else seed(int(sys.argv[1]))))
