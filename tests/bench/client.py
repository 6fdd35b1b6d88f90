"""`python -m tests.bench.client`: requests in a closed loop, each on a new connection, from a process apart.

A plan comes in as JSON on standard input: ``port``, and for each thread its requests, each as ``[method,
path, body, cookie]``. Out comes for each request ``[seconds, status]``, status 0 where there was no answer.
"""

import json
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from itertools import chain

Request = tuple[str, str, str | None, str]


def ask(port: int, request: Request) -> tuple[float, int]:
    """Seconds from before the connection is opened until the last byte, and the status."""
    method, path, body, cookie = request
    headers = {"Cookie": cookie, "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        return time.perf_counter() - started, response.status
    except (OSError, HTTPException):
        return time.perf_counter() - started, 0
    finally:
        connection.close()


def main() -> None:
    """Every thread through its own requests, all beginning together."""
    plan = json.load(sys.stdin)
    lanes: list[list[Request]] = [[tuple(request) for request in lane] for lane in plan["lanes"]]
    found: list[list[tuple[float, int]]] = [[] for _ in lanes]

    def work(place: int) -> None:
        for request in lanes[place]:
            found[place].append(ask(plan["port"], request))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(lanes))]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"seconds": time.perf_counter() - started, "answers": list(chain(*found))}, sys.stdout)


if __name__ == "__main__":
    main()
