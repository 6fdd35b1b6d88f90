"""Nothing is lost: a writer killed in mid-write, and many writers at once, on a database of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SET_UP = """
import django; django.setup()
from tests.factories import make_house
house = make_house({})
print(house.firm.slug, house.assessment.key)
"""
WRITE = """
import sys
import django; django.setup()
from assessment.models import Assessment, Firm, User
from assessment.errors import Conflict
from assessment.services.answer import record_answer
from assessment.tenancy import tenant
slug, key, rounds, names = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
firm, user = Firm.objects.get(slug=slug), User.objects.order_by("pk").first()
QUESTIONS = {"audience": (["public_open"], ["internal_only"]), "commercial": ("yes", "no"), "mau": ("1", "2")}
saved = 0
print("ready", flush=True)
for turn in range(rounds):
    for question in names or QUESTIONS:
        with tenant(firm):
            found = Assessment.objects.select_related("service__chain", "edition").get(key=key)
            before = found.version
            try:
                raw = QUESTIONS[question][turn % 2]
                now = record_answer(assessment=found, question=question, raw=raw, saw=before, by=user)
            except Conflict:
                continue
        # An answer that was there already writes nothing, though others have moved the version on.
        saved += now.answers[question].version > before
        print(saved, flush=True)
"""
COUNT = """
import sys
import django; django.setup()
from assessment.models import *
from assessment.services.audit import verify_chain
from assessment.services.summary import differing
from assessment.tenancy import tenant
with tenant(Firm.objects.get(slug=sys.argv[1])):
    found = Assessment.objects.get(key=sys.argv[2])
    events = Event.objects.filter(verb__startswith="answer_").count()
    broken = [verify_chain(chain) for chain in Chain.objects.all()]
    answers = Answer.objects.filter(assessment=found).count()
    print(answers, events, found.version, any(broken), differing(found))
"""

# Makes documents in children that kill themselves at a point of their work, and sweeps up after them.
WORK = """
import io, json, os, signal, sys
from itertools import count
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from assessment.models import Document, User
from assessment.services import document as documents, package
from assessment.services.evidence import add_evidence
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests import factories

factories._numbers = count(500)  # beside the house of the other tests, where all share one database
package.PARTS = tuple(part for part in package.PARTS if part[0] in ("csv", "xlsx", "json"))
house = factories.make_house({})

def ask(kind):
    with tenant(house.firm):
        snapshot = take_snapshot(assessment=house.assessment, by=house.ana)
        return documents.request_document(snapshot=snapshot, kind=kind, language="both", by=house.ana)

def work(document, until=None):
    connections.close_all()
    child = os.fork()
    if not child:
        say = documents.progress
        def progress(one, per_cent):
            if until is not None and one.pk == document.pk and per_cent >= until:
                os.kill(os.getpid(), signal.SIGKILL)
            say(one, per_cent)
        documents.progress = package.progress = progress
        documents.make_document.call(document.firm_id, document.pk)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    found = {"killed": os.WIFSIGNALED(status)} | shown(document)
    call_command("sweep", no_worker_runs=True, stdout=io.StringIO())
    return found

def shown(document):
    with tenant(house.firm):
        document.refresh_from_db()
        rows = Document.objects.exclude(pk=document.pk).order_by("pk")
        parts = [(row.kind, row.status, row.attempts) for row in rows]
    return {"status": document.status, "attempts": document.attempts, "error": document.error, "parts": parts,
            "has_file": bool(document.stored_name)}

with tenant(house.firm):
    file = SimpleUploadedFile("a.txt", b"words " * 50_000)
    add_evidence(service=house.service, title="x", by=house.ana, file=file)
whole = ask("package")
told = [work(whole, until=40), work(whole, until=95), work(whole)]
first = documents.path_of(whole).read_bytes()
with tenant(house.firm):
    Document.objects.filter(pk=whole.pk).update(status="failed")
ask("package")
work(whole)
told.append(documents.path_of(whole).read_bytes() == first)
other = ask("docx")
told += [work(other, until=20) for _ in range(3)] + [shown(other)]
print(json.dumps(told))
"""


class Place:
    """A migrated database of its own, with a firm and an assessment."""

    def __init__(self, folder: Path) -> None:
        # On PostgreSQL the server's own, empty database; on SQLite a file.
        plain = {name: value for name, value in os.environ.items() if name != "HEGUI_DATA_DIR"}
        self.environment = {
            **plain, "HEGUI_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "assessment.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.run(sys.executable, "manage.py", "migrate", "-v0")

    def start(self, code: str, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *words]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def counted(self, case: list[str]) -> tuple[int, int, int]:
        """Answers, events and the version; chains and summaries have to hold."""
        told = self.run(sys.executable, "-c", COUNT, *case).split(maxsplit=4)
        assert (told[3], told[4].strip()) == ("False", "{}"), told
        return int(told[0]), int(told[1]), int(told[2])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    yield Place(tmp_path_factory.mktemp("place"))


@pytest.fixture(scope="module")
def case(place: Place) -> list[str]:
    """The firm's path and the assessment's key."""
    return place.run(sys.executable, "-c", SET_UP).split()


# The marker has the run on PostgreSQL take these too; the database of the test itself stays empty.
@pytest.mark.django_db
def test_a_writer_killed_in_mid_write_leaves_whole_answers_or_none(place: Place, case: list[str]) -> None:
    for after in (0.1, 0.6):
        before = place.counted(case)[0]
        writer = place.start(WRITE, *case, "100000")
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split("\n") if line]
        writer.wait()
        answers, events, version = place.counted(case)
        # Everything that was said to be saved is there; one more may have been saved and not yet said so.
        assert answers - before - (told[-1] if told else 0) in (0, 1)
        assert answers == events == version


@pytest.mark.django_db
def test_writers_at_once_lose_no_answer_and_fork_no_chain(place: Place, case: list[str]) -> None:
    before = place.counted(case)[0]
    writers = [place.start(WRITE, *case, "12", name) for name in ("audience", "commercial", "mau")]
    saved = 0
    for writer in writers:
        told, _nothing = writer.communicate(timeout=300)
        assert writer.returncode == 0
        saved += int(told.split()[-1]) if told.split()[-1] != "ready" else 0
    answers, events, version = place.counted(case)
    assert answers == events == version == before + saved
    assert saved >= 3 * 11


@pytest.mark.django_db
def test_a_package_whose_worker_is_killed_goes_on_from_what_was_made(place: Place) -> None:
    told = json.loads(place.run(sys.executable, "-c", WORK))
    in_parts, in_trail, whole, is_same, *others, given_up = told
    ready = [[kind, "done", 1] for kind in ("xlsx", "csv", "json")]
    # Killed after two of three documents, then with the ZIP all but closed: nothing lies under its name.
    assert (in_parts["killed"], in_parts["status"], in_parts["parts"]) == (True, "running", ready[:2])
    assert (in_trail["killed"], in_trail["has_file"], in_trail["parts"]) == (True, False, ready)
    assert (whole["killed"], whole["status"], whole["attempts"]) == (False, "done", 3)
    assert whole["parts"] == ready  # each was printed once
    assert is_same  # as one nobody disturbed
    # A document that kills its worker each time is given up, with words for it.
    assert [(one["killed"], one["attempts"]) for one in others] == [(True, 1), (True, 2), (True, 3)]
    assert (given_up["status"], given_up["error"].partition(":")[0]) == ("failed", "stopped")
