# SPDX-License-Identifier: MIT
"""Gives another Python values through a queue and a dict, or takes them. Runs on every Python since 2.7.

    python -m pymgr_interop.exchange_client give|take OWN-VERSION OTHER-VERSION

Both sides know what each value is in their own Python. The taker gives back what it got, so that the giver can see that
nothing was lost on the way. Prints one line for each value that is not what it should be.
"""
import array
import collections
import datetime
import decimal
import sys

from pymgr_interop import client
from pymgr_interop.describe import describe

# Written the same in each Python, and the same in all. (No dict of several keys: Python 2 forgets their order.)
ALIKE = [
    "None", "True", "0", "-1", "2**31", "-2**63", "2**64", "10**40", "1.5", "-0.0", "float('inf')", "''", "'text'",
    "u'caf\\xe9'", "u'\\u20ac'", "u'\\U0001f600'", "'x' * 70000", "()", "(1, (2, (3,)))", "[]", "[1, [2, [3]]]", "{}",
    "{'k': [1, {'n': None}]}", "{(1, 'a'): 'tuple'}", "set([1, 'a'])", "frozenset([2])", "1 + 2j",
    "bytearray(b'\\x00\\xff')", "array.array('d', [0.5, -1.0])",
    "datetime.datetime(2024, 2, 29, 12, 30, 59, 999999)", "datetime.date(1999, 12, 31)", "datetime.timedelta(1, 2, 3)",
    "decimal.Decimal('3.140')", "collections.OrderedDict([('z', 1), ('a', 2)])", "collections.deque([1, 2], 3)",
    "collections.defaultdict(list, {'a': [1]})", "ValueError('wrong', 1)", "KeyError('x')", "len",
]
# Between Python 2 and 3: as the giver writes it, as the taker does, and as it comes back to the giver when the taker
# has given it back. Python 2's str is text if it is UTF-8, and bytes otherwise; Python 3's bytes are str.
FROM_2_TO_3 = [
    ("'ascii'", "'ascii'", "'ascii'"), ("'caf\\xc3\\xa9'", "'caf\\xe9'", "u'caf\\xe9'"),
    ("'\\xff\\x00'", "b'\\xff\\x00'", "'\\xff\\x00'"), ("[u'a', 'b']", "['a', 'b']", "['a', 'b']"),
    ("xrange(1, 7, 2)", "range(1, 7, 2)", "xrange(1, 7, 2)"), ("sys.maxint + 1", "2**63", "2**63"),
    ("IOError(2, 'No such file')", "OSError(2, 'No such file')", "OSError(2, 'No such file')"),
]
FROM_3_TO_2 = [
    ("'caf\\xe9'", "u'caf\\xe9'", "'caf\\xe9'"), ("b'ascii'", "'ascii'", "'ascii'"),
    ("b'\\xff\\x00'", "'\\xff\\x00'", "b'\\xff\\x00'"), ("range(1, 7, 2)", "xrange(1, 7, 2)", "range(1, 7, 2)"),
    ("2**63", "2**63", "2**63"),
]
# With xmlrpclib: what XML-RPC has. All text is text there.
XML_ALIKE = ["None", "True", "False", "0", "-2**31", "2**31 - 1", "1.5", "''", "'text'", "u'caf\\xe9 \\u20ac'",
             "u'\\U0001f600'", "'<&> \\n\\t'", "[]", "[1, [2.5, [None]]]", "{}",
             "{'k': [1, {'n': None}]}", "'x' * 70000"]

NAMES = {"array": array, "collections": collections, "datetime": datetime, "decimal": decimal, "sys": sys}


def rows(giver, taker):
    """(as the giver writes it, as the taker does, as it comes back) of each value that goes that way."""
    if "xmlrpclib" in (client.serializer(), other_serializer()):
        return [(text, text, text) for text in XML_ALIKE]
    only = {(2, 3): FROM_2_TO_3, (3, 2): FROM_3_TO_2}.get((giver, taker), [])
    return [(text, text, text) for text in ALIKE] + only


def other_serializer():
    return sys.argv[4]


def give(values, returns, queue, table, back):
    for number, value in enumerate(values):
        table["item %d" % number] = value
        queue.put((number, value))
    queue.put(None)
    for number, value in enumerate(returns):
        compare("%d came back by queue" % number, value, back.get())
        compare("%d came back by dict" % number, value, table["item %d" % number])
    back.join()


def take(values, queue, table, back):
    for number, value in enumerate(values):
        got_number, got = queue.get()
        compare("number", number, got_number)
        compare("%d by queue" % number, value, got)
        compare("%d by dict" % number, value, table["item %d" % number])
        table["item %d" % number] = got
        back.put(got)
    compare("end", None, queue.get())
    for _ in values:
        back.task_done()


def compare(what, expected, got):
    if describe(expected) != describe(got):
        client.say("%s: expected %s, got %s" % (what, describe(expected)[:200], describe(got)[:200]))


def main():
    giving = sys.argv[1] == "give"
    own, other = int(sys.argv[2]), int(sys.argv[3])
    columns = zip(*rows(own, other) if giving else rows(other, own))
    given, taken, returned = columns
    objects = client.shared("queue", "table", "back")
    if giving:
        give(evaluate(given), evaluate(returned), *objects)
    else:
        take(evaluate(taken), *objects)


def evaluate(expressions):
    return [eval(expression, NAMES) for expression in expressions]


if __name__ == "__main__":
    main()
