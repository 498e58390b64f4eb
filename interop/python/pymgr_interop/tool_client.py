# SPDX-License-Identifier: MIT
"""Holds objects of every type, so that `pymgr list` has something to show. Runs on every Python since 2.7.

Prints a line of JSON, pairs of an object's type and ident, and waits for a word.
"""
import json

from pymgr_interop import client

# How the server's own Python calls the types: Python 2.7's names differ.
TYPES = [
    ("list", "list", ([1, "a\nb"],)), ("dict", "dict", ([("a", 1)],)), ("queue.Queue", "Queue", ()),
    ("threading.Event", "Event", ()), ("_thread.lock", "Lock", ()), ("_thread.RLock", "RLock", ()),
    ("threading.Semaphore", "Semaphore", (3,)), ("Condition", "Condition", ()), ("array", "Array", ("i", [1, 2])),
    ("Value", "Value", ("i", 5)), ("Namespace", "Namespace", ()),
]


def main():
    manager = client.connect()
    held = [(name, getattr(manager, typeid)(*args)) for name, typeid, args in TYPES]
    client.say(json.dumps([(name, proxy._token.id) for name, proxy in held]))
    client.wait_for_word()


if __name__ == "__main__":
    main()
