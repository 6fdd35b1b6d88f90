"""Bring this machine to where a make target can run: system packages first, then the virtual environment.

``python3 .ci/prepare.py demo|test|bench|check``. What is there already is left alone, so a second call
only looks. Missing system packages are installed through apt when this user may do so; otherwise the
exact line to run is printed and the exit status is 1. Runs on the machine's own python3, before anything
is installed, so it uses the standard library only, and a syntax that an old Python can read.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST = (3, 11)
LOCKS = {
    "demo": "requirements.lock",
    "test": "requirements-dev.lock",
    "bench": "requirements-dev.lock",
    "check": "requirements-dev.lock",
}

# Debian package -> how to see that what it brings is there, from Debian or from elsewhere.
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",  # without it font subsetting is ten times slower
}
TEST_LIBRARIES = {"libatomic1": "libatomic.so.1"}  # Playwright's driver is linked to it
PROGRAMS = {
    "chromium": ("chromium",),
    "poppler-utils": ("pdftoppm", "pdftotext"),
    "default-jdk-headless": ("java", "javac"),  # runs the PDF validator that is part of the tests
}
FILES = {"libjaxb-java": "/usr/share/java/jaxb-runtime.jar"}


def fail(message: str) -> NoReturn:
    print("\n" + message + "\n", file=sys.stderr)
    raise SystemExit(1)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(target: str) -> list[str]:
    """The Debian packages that ``target`` needs and this machine lacks, in a fixed order."""
    missing = []
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        missing.append("python3-venv")
    if target != "check":
        missing += [package for package, library in LIBRARIES.items() if not loads(library)]
    if target == "test":
        missing += [package for package, library in TEST_LIBRARIES.items() if not loads(library)]
        missing += [package for package, names in PROGRAMS.items() if not all(map(shutil.which, names))]
        missing += [package for package, path in FILES.items() if not Path(path).exists()]
    return missing


def administrator() -> list[str] | None:
    """The words that make a command run as root without asking; None when this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages(target: str) -> None:
    missing = missing_packages(target)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        fail("These are missing, under their Debian names: " + " ".join(missing))
    as_root = administrator()
    if as_root is None:
        sudo = "sudo " if shutil.which("sudo") else ""
        fail(
            "System packages are missing. Run this line {}, then try again:\n\n"
            "    {}apt-get update && {}{}".format(
                "as an administrator" if sudo else "as root", sudo, sudo, " ".join(install)
            )
        )
    print("Installing system packages: {} …".format(" ".join(missing)), flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    if fault_of([*apt, *install[1:]]):  # package lists that are absent or stale
        fault = fault_of([*apt, "update"]) + fault_of([*apt, *install[1:]])
        if missing_packages(target):
            fail(f"{fault}\napt-get could not install them. The line was:\n\n    " + " ".join(install))
    missing = missing_packages(target)
    if missing:
        fail("apt-get installed these, yet this python3 cannot see them: " + " ".join(missing))


def fault_of(command: list[str]) -> str:
    """Run ``command`` with no terminal to ask at; what it said if it failed, and nothing if it did not."""
    nothing, both = subprocess.DEVNULL, subprocess.PIPE
    finished = subprocess.run(
        command, cwd=ROOT, stdin=nothing, stdout=both, stderr=subprocess.STDOUT, text=True, check=False
    )
    return finished.stdout or "failed without a word" if finished.returncode else ""


def stamp_of(lock: str) -> str:
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return "python {}.{}\n{} {}\n".format(*sys.version_info[:2], lock, digest)


def install_environment(lock: str) -> None:
    """Fill ``.venv`` with exactly what ``lock`` names, unless it holds that already.

    The development lock holds all of the other, so an environment made from it serves both.
    """
    stamp = ENVIRONMENT / "installed-from.txt"
    python = ENVIRONMENT / "bin" / "python"
    installed = stamp.read_text() if stamp.exists() else ""
    if python.exists() and installed in (stamp_of(lock), stamp_of("requirements-dev.lock")):
        return
    started = time.monotonic()
    print(f"Installing what {lock} names into .venv …", flush=True)
    same_python = installed.splitlines()[:1] == stamp_of(lock).splitlines()[:1]
    renew = [] if python.exists() and (same_python or not installed) else ["--clear"]
    fault = fault_of([sys.executable, "-m", "venv", *renew, str(ENVIRONMENT)])
    if fault:
        fail(fault + "\npython3 could not make the virtual environment .venv.")
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    fault = fault_of([*pip, "install", "--require-hashes", "-r", lock])
    if fault:
        fail(f"{fault}\npip could not install {lock}; what it said stands above.")
    stamp.write_text(stamp_of(lock))
    print(f"Done in {time.monotonic() - started:.0f} s.", flush=True)


def main(target: str) -> None:
    if sys.version_info[:2] < OLDEST:
        fail(
            "Hegui needs Python {}.{} or newer; {} is {}.{}. Name another: make PYTHON=python3.12 {}".format(
                *OLDEST, sys.executable, *sys.version_info[:2], target
            )
        )
    install_packages(target)
    install_environment(LOCKS[target])


if __name__ == "__main__":
    main(sys.argv[1])
