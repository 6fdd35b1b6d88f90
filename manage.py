#!/usr/bin/env python3
"""Django's own command line, set to the one settings file."""

import os
import sys


def main() -> None:
    """Run the command that the words on the command line name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(f"Django is not installed ({error}). Run `make install` first.") from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
