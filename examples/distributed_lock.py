# SPDX-License-Identifier: MIT
"""Does what distributed_lock.c does, on the same total with the same lock.

    python3 distributed_lock.py [TIMES]
"""
import sys

from shared import connect

objects = connect()
guard, totals = objects.guard(), objects.totals()
times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
for _ in range(times):
    with guard:
        total = totals.get("total", 0) + 1
        totals["total"] = total
print("added %d; the total is now %d" % (times, total))
