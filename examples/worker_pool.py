# SPDX-License-Identifier: MIT
"""Puts jobs for the workers of worker_pool.c, prints what they find, and sends them home.

    python3 worker_pool.py NUMBER...
"""
import sys

from shared import connect

objects = connect()
jobs, results = objects.jobs(), objects.results()
numbers = [int(word) for word in sys.argv[1:]]
for number in numbers:
    jobs.put({"below": number})
for _ in numbers:
    result = results.get()
    print("%(primes)d primes below %(below)d, says %(by)s" % result)
jobs.put(None)
