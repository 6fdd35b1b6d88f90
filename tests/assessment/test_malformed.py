"""Whatever is posted to whatever address, nobody ever sees an error of ours: no answer above 499.

The addresses come from the URL conf, the bodies are made up at random, the same ones every time.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client as Browser

from assessment.services import audit
from tests.assessment.test_urls import OBJECTS, Keys, filled, path_of

__all__ = ["filled"]
pytestmark = pytest.mark.django_db

# The fields and buttons of our forms, and some that none has.
FIELDS = (
    "answer", "answer_unknown", "a-audience", "a-mau", "version", "note", "said_by", "source", "from", "keep",
    "later", "clear", "file", "reading", "reason", "saw", "withdraw", "take_house", "judgement", "status",
    "owner", "due_on", "review_on", "gap", "dissent", "view", "why", "text", "step", "back", "link", "unlink",
    "title", "url", "statement", "effective_on", "expires_on", "restore", "obligation", "name_zh", "name_en",
    "client", "slug", "email", "role", "until", "grant", "accent", "logo", "as_of", "coverage", "kind",
    "language", "sections", "format", "stash_page", "code", "next", "no_such_field", "place", "asked",
    "person",
)  # fmt: skip
WORDS = (
    "", " ", "yes", "no", "0", "-1", "9" * 400, "1e9", "NaN", "None", "true", "[]", "{}", "A", "B", "done",
    "\0", "a\0b", "\u202egnp.exe", "\ufeff", "\U0001f600",
    "x" * 20_000, "<script>alert(1)</script>", "' OR 1=1 --", "%s%n{{7*7}}", "../../etc/passwd",
    "//evil.example", "javascript:alert(1)", "http://[", "2026-02-30", "0000-00-00", "99999-01-01",
    "2026-11-21",
    "not_sure", "GAI-4-1",
    "NO-SUCH", "OP-08", "222222222222", "\u0661\u0662", "\uff11", "١٢٣", "\r\n\r\n", "𝟙",
)  # fmt: skip
FILES = (
    ("policy.pdf", b"%PDF-1.7\n%%EOF"), ("x.yaml", b"a: &a [*a]"), ("x.yaml", b"\xff\xfe\0"), ("", b"x"),
    ("../../../x.png", b"\x89PNG\r\n\x1a\n"), ("a\0b.txt", b"text"), ("con.zip", b"PK\x03\x04"),
    ("x" * 300, b""),
)  # fmt: skip
# Bodies no browser sends: (content type, content).
RAW = (
    ("application/json", b'{"answer": ["public_open"]}'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=file; filename=\xff"),
    ("application/x-www-form-urlencoded; charset=no-such", b"answer=yes"),
    ("application/x-www-form-urlencoded", b"answer=%ff%fe%00&=&&;&" + b"obligation=%00&" * 50),
    ("application/x-www-form-urlencoded", b"a=1&" * 2500),
    ("text/plain\x7f", b"\0" * 100),
)  # fmt: skip
ROUNDS = 4
# Each of these reads or freezes a whole snapshot.
DEAR = {"report_new", "report_preview", "report_read", "compare", "sign_off"}
# Addresses that name something else than a key of ours.
WITHOUT_A_KEY = {"firm_choose", "verify_code", "invitation_accept", "firm_colors"}


@pytest.fixture
def adams(filled: Keys, settings: Any) -> Iterator[Browser]:
    """The administrator's, who may do everything; what fails answers 500 instead of raising."""
    # Documents that are asked for stay in the queue: what is printed is not at stake here.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    made = Browser(raise_request_exception=False)
    made.force_login(filled.house.adam)
    yield made
    audit._seen.clear()


def body(chance: random.Random) -> dict[str, Any]:
    """Some fields with some words each, now and then a file where none belongs."""
    names = chance.sample(FIELDS, chance.randint(1, 25))
    given: dict[str, Any] = {name: chance.choices(WORDS, k=chance.choice((1, 1, 1, 3))) for name in names}
    for name in chance.sample(FIELDS, chance.randint(0, 2)) + ["file"] * chance.randint(0, 1):
        file_name, content = chance.choice(FILES)
        given[name] = SimpleUploadedFile(file_name or "x", content)
        given[name]._name = file_name
    return given


def test_no_body_brings_the_site_down(filled: Keys, adams: Browser) -> None:
    fallen = []
    for name in sorted(set(OBJECTS) - WITHOUT_A_KEY):
        path, chance = path_of(name, filled), random.Random(name)
        if name not in DEAR and status(adams, path, {}) == 405:
            continue
        for given in (body(chance) for _ in range(1 if name in DEAR else ROUNDS)):
            if status(adams, path, given) >= 500:
                fallen.append((name, {field: str(value)[:60] for field, value in given.items()}))
        raw = RAW[2:4] if name in DEAR else RAW
        fallen += [(name, {"": kind}) for kind, content in raw if status(adams, path, kind, content) >= 500]
    assert fallen == []


def test_no_query_brings_the_site_down(filled: Keys, adams: Browser) -> None:
    fallen = []
    for name in ("home", "result", "report_list", "next_question", "history", "question_print", "question"):
        for word in WORDS[::5]:
            asked = dict.fromkeys(
                ("q", "outcome", "owner", "due", "page", "before", "topic", "from", "which"), word
            )
            response = adams.get(path_of(name, filled), asked)
            fallen += [(name, word[:60])] if response.status_code >= 500 else []
    assert fallen == []


def status(browser: Browser, path: str, given: Any, content: bytes | None = None) -> int:
    """What a POST is answered with; what it changed is taken back."""
    with transaction.atomic():
        if content is None:
            response = browser.post(path, given)
        else:
            response = browser.generic("POST", path, content, content_type=given)
        transaction.set_rollback(True)
    return int(response.status_code)


def test_what_cannot_be_read_is_told_in_both_languages_and_saves_nothing(
    filled: Keys, adams: Browser
) -> None:
    path = path_of("obligation", filled)
    for response in (
        adams.post(path, {"judgement": "met", "note": "n" * 3_000_000}),
        adams.post(path, {f"field-{number}": "" for number in range(2100)}),
        adams.generic("POST", path, b"no boundary", content_type="multipart/form-data"),
    ):
        found = response.content.decode()
        assert response.status_code == 400
        assert "What was sent could not be read" in found and "提交的内容无法读取" in found
