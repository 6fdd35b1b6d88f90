"""The printing worker, ``python -m reports.worker``: it loads the renderer once and forks for each job.

A job arrives on standard input as one line of JSON with the length of the snapshot's JSON, which follows.
Each job is done in a child of its own with limits on processor time, memory and the clock, so that a text
that makes layout explode ends that child and nothing else. The answer is one line of JSON: ``{"size": n}``
and then n bytes of PDF, or ``{"error": kind, "message": words}``. The worker ends when its input does.

It knows no secrets: it is started with an environment of its own and without the web process's connections.
"""

import json
import os
import resource
import signal
import sys
import tempfile
from typing import IO, Any

TOO_LARGE = (
    "The report takes too much {what} to print (more than {limit}). Choose fewer sections or a shorter text."
)


def main() -> None:
    """Answer jobs until standard input closes. Nothing but answers goes to standard output."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        from reports.printing import warm_up

        warm_up()
    except (ImportError, OSError) as error:
        _answer(answers, {"error": "MissingLibraries", "message": str(error)})
        return
    _answer(answers, {"ready": True})
    while line := requests.readline():
        job = json.loads(line)
        content = requests.read(job["size"])
        with tempfile.TemporaryFile() as result:
            outcome = _in_child(job, content, result)
            if "size" in outcome:
                result.seek(0)
            _answer(answers, outcome, result if "size" in outcome else None)


def _answer(out: IO[bytes], head: dict[str, Any], body: IO[bytes] | None = None) -> None:
    out.write(json.dumps(head).encode() + b"\n")
    if body:
        out.write(body.read())
    out.flush()


def _in_child(job: dict[str, Any], content: bytes, result: IO[bytes]) -> dict[str, Any]:
    """Do a job in a forked child; its words come back through a pipe, its PDF through the open file."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(job, content, result, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and said:
        return dict(json.loads(said))
    return _died(status, job["limits"])


def _work(job: dict[str, Any], content: bytes, result: IO[bytes], writing: int) -> None:
    """The child's whole life: limit itself, print, say how it went, end without any clean-up."""
    outcome: dict[str, Any]
    try:
        _limit(job["limits"])
        result.write(_print(job, content))
        result.flush()
        outcome = {"size": result.tell()}
    except (MemoryError, SystemError):  # the latter from C code that gave up without saying why
        os._exit(9)
    except BaseException as error:  # the fetcher's refusal is no Exception, and nothing may escape a fork
        outcome = {"error": type(error).__name__, "message": str(error)[:500]}
    os.write(writing, json.dumps(outcome).encode())
    os._exit(0)


def _print(job: dict[str, Any], content: bytes) -> bytes:
    from reports.printing import print_snapshot
    from reports.snapshot import from_json

    sections = job["sections"]
    return print_snapshot(
        from_json(content),
        language=job["language"],
        sections=None if sections is None else tuple(sections),
        variant=job["variant"],
        archival=job["archival"],
        edition=job["edition"],
    )


def _limit(limits: dict[str, int]) -> None:
    signal.alarm(limits["seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _died(status: int, limits: dict[str, int]) -> dict[str, Any]:
    """Why a child ended without a word."""
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by in (signal.SIGXCPU, signal.SIGALRM):
        what, limit = "time", f"{limits['cpu_seconds']} s"
    # When memory ends, glib aborts, and the libraries beneath it now and then reach through a null pointer.
    elif ended_by in (signal.SIGTRAP, signal.SIGABRT, signal.SIGSEGV) or os.WIFEXITED(status):
        what, limit = "memory", f"{limits['memory'] // 2**20} MB"
    else:
        return {"error": "ReportError", "message": f"The printing process ended by itself (status {status})."}
    return {"error": "ReportTooLarge", "message": TOO_LARGE.format(what=what, limit=limit)}


if __name__ == "__main__":
    main()
