# SPDX-License-Identifier: MIT
"""Sends each sample through every sort of shared object and looks at what comes back. Runs on every Python since 2.7.

Prints `NAME` when a sample came back the same from everywhere, or `NAME why not`.
"""
import sys

from pymgr_interop import client
from pymgr_interop.describe import describe
from pymgr_interop.samples import samples


class Journeys(object):
    """A shared object of each type; a journey puts a value in and takes it out again."""

    def __init__(self, manager):
        self._list, self._dict, self._queue = manager.list(), manager.dict(), manager.Queue()
        self._value, self._namespace = manager.Value("i", 0), manager.Namespace()

    def by_list(self, value):
        self._list.append(value)
        return self._list.pop()

    def by_slice(self, value):
        self._list.extend([value, value])
        first, second = self._list[-2:]
        return first

    def by_whole_list(self, value):
        del self._list[:]
        self._list.insert(0, (value, "beside"))
        return self._list._getvalue()[0][0]

    def by_dict(self, value):
        self._dict["key"] = value
        return self._dict["key"]

    def by_items(self, value):
        self._dict.clear()
        self._dict.update({1: [value]})
        return self._dict.items()[0][1][0]

    def by_queue(self, value):
        self._queue.put(value)
        return self._queue.get()

    def by_value(self, value):
        self._value.value = value
        return self._value.value

    def by_namespace(self, value):
        self._namespace.attribute = value
        return self._namespace.attribute


def complaint(journeys, value):
    """What is wrong with a value that travelled; None when nothing is."""
    sent = describe(value)
    for name in sorted(dir(journeys)):
        if name.startswith("by_"):
            got = describe(getattr(journeys, name)(value))
            if got != sent:
                return "%s: expected %s, got %s" % (name, sent, got)
    return None


def main():
    journeys = Journeys(client.connect())
    for name, value in samples():
        try:
            wrong = complaint(journeys, value)
        except Exception:
            wrong = "raised %r" % (sys.exc_info()[1],)
        client.say("%s %s" % (name, wrong) if wrong else name)


if __name__ == "__main__":
    main()
