# SPDX-License-Identifier: MIT
"""Changes settings of shared_config.c while it runs, and lets it know.

    python3 shared_config.py "level='debug'" "workers=8" "stop=True"

Values are Python literals.
"""
import ast
import sys

from shared import connect

objects = connect()
changes = dict(word.split("=", 1) for word in sys.argv[1:])
objects.config().update(dict((name, ast.literal_eval(text)) for name, text in changes.items()))
objects.changed().set()
print(objects.config())
