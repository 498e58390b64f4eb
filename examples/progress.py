# SPDX-License-Identifier: MIT
"""Shows how far the tasks of progress.c have come, until all that were named have ended; or stops them.

    python3 progress.py NAME...
    python3 progress.py stop
"""
import sys
import time

from shared import connect

WIDTH = 30


def show(name, report):
    bar = "#" * (WIDTH * report["done"] // report["steps"])
    print("%-12s [%-*s] %d of %d" % (name, WIDTH, bar, report["done"], report["steps"]))
    sys.stdout.flush()


def watch(progress, names):
    """A line for each change."""
    shown = {}
    while not all(name in shown and shown[name]["done"] == shown[name]["steps"] for name in names):
        reports = progress.copy()
        for name in names:
            if name in reports and reports[name] != shown.get(name):
                shown[name] = reports[name]
                show(name, shown[name])
        time.sleep(0.1)


if __name__ == "__main__":
    objects = connect()
    if sys.argv[1:] == ["stop"]:
        objects.stop().set()
    else:
        watch(objects.progress(), sys.argv[1:])
