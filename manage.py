#!/usr/bin/env python
"""Runs Django's and the project's commands."""

import os
import sys

from django.core.management import execute_from_command_line

from quizsite.audit.origin import run_by_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
    with run_by_command(sys.argv[1] if len(sys.argv) > 1 else ""):
        execute_from_command_line(sys.argv)
