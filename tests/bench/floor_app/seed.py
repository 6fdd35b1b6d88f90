"""`python -m tests.bench.floor_app.seed NUMBER`: so many questions, sixteen sessions; said as JSON."""

import json
import os
import sys
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor_app.settings"
SESSIONS = 16


def seed(number: int) -> dict[str, Any]:
    """Tables, one person, rows. A site that has them already is left alone."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from tests.bench.floor_app.models import Question

    call_command("migrate", run_syncdb=True, verbosity=0)
    person: Any = User.objects.create_user("ana")
    rows = [
        Question(name=f"Service {place}", text=f"Is service {place} offered to the public?", state="open")
        for place in range(number)
    ]
    Question.objects.bulk_create(rows, batch_size=500)
    sessions = []
    for _ in range(SESSIONS):
        browser = Client()
        browser.force_login(person)
        sessions.append(browser.cookies["sessionid"].value)
    pks = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    return {"sessions": sessions, "pages": [f"/question/{pk}/" for pk in pks]}


def count() -> dict[str, int]:
    """How many answers are stored."""
    import django

    django.setup()
    from tests.bench.floor_app.models import Answer

    return {"answers": Answer.objects.count()}


if __name__ == "__main__":
    print(json.dumps(count() if sys.argv[1] == "count" else seed(int(sys.argv[1]))))
