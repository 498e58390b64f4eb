# SPDX-License-Identifier: MIT
"""One of many clients that use the same queue, dict, lock and value at once. Runs on every Python since 2.7.

    python -m pymgr_interop.crowd_client NAME ROUNDS

Waits for a line on standard input, so that all begin together. Each round puts one job and takes one, whoever's, notes
its own in the dict, and counts with the lock held. Prints the jobs taken, as JSON.
"""
import json
import sys

from pymgr_interop import client


def play_round(name, number, jobs, table, lock, total):
    jobs.put([name, number])
    taken = jobs.get()
    table["%s %d" % (name, number)] = number
    lock.acquire()
    try:
        total.set(total.get() + 1)
    finally:
        lock.release()
    return taken


def main():
    name, rounds = sys.argv[1], int(sys.argv[2])
    shared = client.shared("jobs", "table", "lock", "total")
    client.say("ready")
    client.wait_for_word()
    client.say(json.dumps([play_round(name, number, *shared) for number in range(rounds)]))


if __name__ == "__main__":
    main()
