"""`manage.py demo`: an example firm on this machine, in the browser, with one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from assessment.demo import seed

HOST = "127.0.0.1"
MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
GUNICORN = "assessment.wsgi:application --worker-class gthread --workers 2 --threads 4 --log-level warning"
STOP_WITHIN = 15  # seconds a process may take to finish what it is at
START_WITHIN = 60
SWEEP_EVERY = 60


class Command(BaseCommand):
    """Sets the database up, loads the example once, and keeps what was entered since."""

    help = "Load an example law firm and open the site on this machine. For trying out only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="of the site on 127.0.0.1 (8000)")
        parser.add_argument("--no-server", action="store_true", help="load the example, start nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "HEGUI_PRODUCTION is on. The example comes with passwords everybody knows, so it is not "
                "loaded there."
            )
        port = options["port"]
        if not options["no_server"]:
            _refuse_taken(port)
            # What is released here leads back here; the site and its worker read the environment.
            settings.SITE_URL = settings.SITE_URL or f"http://{HOST}:{port}"
            os.environ["HEGUI_SITE_URL"] = settings.SITE_URL
        self._say("Setting up the database …")
        call_command("migrate", verbosity=0, interactive=False)
        loaded = seed.load()
        self._say("The example has been loaded." if loaded else "What was entered earlier is still there.")
        self._who_can_sign_in()
        if not options["no_server"]:
            self._collect()
            self._serve(port)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _who_can_sign_in(self) -> None:
        people = seed.people()
        width = max(len(email) for email, _name, _roles in people)
        lines = [f"  {email.ljust(width)}  {name}, {roles}" for email, name, roles in people]
        self._say("\n".join(["", f"Who can sign in, all with the password {seed.PASSWORD}", *lines, ""]))

    def _collect(self) -> None:
        """Hash and compress the static files; in a process of its own, whose settings then say so."""
        collect = [*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"]
        if subprocess.run(collect, cwd=settings.BASE_DIR).returncode:
            raise CommandError("The static files could not be collected; the reason stands above.")

    def _serve(self, port: int) -> None:
        """The site and one worker, until Ctrl-C or until one of them ends."""
        site = [sys.executable, "-m", "gunicorn", *GUNICORN.split(), "--bind", f"{HOST}:{port}"]
        worker = [*MANAGE, "db_worker", "--queue-name", "*", "--no-reload", "--interval", "0.5"]
        signal.signal(signal.SIGTERM, _interrupt)
        running: dict[str, subprocess.Popen[bytes]] = {}
        # What the last demo was killed over is not held by anybody now.
        self._sweep(no_worker_runs=True)
        try:
            running["site"] = _start(site)
            running["worker"] = _start(worker)
            self._wait_for(port, running)
            self._say(f"Open http://{HOST}:{port}/ in a browser. Ctrl-C stops the site and its worker.")
            swept = time.monotonic()
            while not (ended := _ended(running)):
                time.sleep(0.5)
                if time.monotonic() - swept > SWEEP_EVERY:
                    self._sweep()
                    swept = time.monotonic()
            raise CommandError(f"The {ended} has stopped; what it said stands above.")
        except KeyboardInterrupt:
            self._say("\nStopping …")
        finally:
            _stop(list(running.values()))
        self._say("Stopped. What was entered is kept; make demo opens it again.")

    def _sweep(self, *, no_worker_runs: bool = False) -> None:
        """Take back what was held by a worker that is gone. Hosts have cron or a service for this."""
        try:
            call_command("sweep", no_worker_runs=no_worker_runs, stdout=StringIO())
        except (Error, OSError) as error:  # a busy database is no reason to stop the site
            self._say(f"Not swept this time: {error}")

    def _wait_for(self, port: int, running: dict[str, subprocess.Popen[bytes]]) -> None:
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            if ended := _ended(running):
                raise CommandError(f"The {ended} did not start; what it said stands above.")
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    return
            time.sleep(0.1)
        raise CommandError(f"The site did not answer within {START_WITHIN} seconds.")


def _refuse_taken(port: int) -> None:
    """Say so before anything is done, rather than after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used: {error}. Stop what runs there, or choose another port: "
                f'make demo ARGS="--port {port + 1 if port < 65000 else 8001}"'
            ) from error


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process only, which then stops both in good order.
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    return subprocess.Popen(command, cwd=Path(settings.BASE_DIR), env=environment, start_new_session=True)


def _ended(running: dict[str, subprocess.Popen[bytes]]) -> str:
    return next((name for name, process in running.items() if process.poll() is not None), "")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # gunicorn's own workers too, or they would live on
            process.wait()


def _interrupt(_signal: int, _frame: Any) -> None:
    raise KeyboardInterrupt
