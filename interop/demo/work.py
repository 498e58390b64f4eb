# SPDX-License-Identifier: MIT
"""Has a Pool in the server do work, and keeps the results in a list in a dict.

    python work.py ADDRESS SERIALIZER WHO NUMBER...
"""
import multiprocessing
import os
import sys
from multiprocessing.managers import SyncManager

from board import say, square


def main():
    key = os.environ["PYMGR_AUTHKEY"].encode("ascii")
    multiprocessing.current_process().authkey = key  # for proxies that come out of other objects
    manager = SyncManager(sys.argv[1], key, sys.argv[2])
    manager.connect()
    numbers = [int(number) for number in sys.argv[4:]]
    pool, table = manager.Pool(2), manager.dict()
    table["squares"] = manager.list(pool.map(square, numbers))
    table["squares"].sort(key=str, reverse=True)
    pool.terminate()
    say("the Pool's squares, sorted as text: %s" % table["squares"])
    sys.exit(list(table["squares"]) != sorted([number ** 2 for number in numbers], key=str, reverse=True))


if __name__ == "__main__":
    main()
