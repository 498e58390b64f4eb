# SPDX-License-Identifier: MIT
"""Calls methods with structs that stand for what XML-RPC has not. Runs on every Python since 2.7.

    PYMGR_SERIALIZER=xmlrpclib python -m pymgr_interop.structs_client

Prints one line for each answer that is not what it should be.
"""
from multiprocessing.managers import SyncManager

from pymgr_interop import client


class Manager(SyncManager):
    pass


Manager.register("set")


def made(name, *args):
    return {"__class__": name, "args": list(args)}


EVERY_OTHER = made("builtins.slice", None, None, 2)
FIRST_TWO = made("builtins.slice", 0, 2, None)
PAIR = made("builtins.tuple", [1, made("builtins.tuple", ["x"])])

# How an object is made, and calls on it with their answers.
CONVERSATIONS = [
    (("list", [[0, 1, 2, 3, 4]]), [
        ("__getitem__", [EVERY_OTHER], [0, 2, 4]),
        ("__setitem__", [FIRST_TWO, [7, 8, 9]], None),
        ("__delitem__", [EVERY_OTHER], None),
        ("__getitem__", [made("builtins.slice", None, None, -1)], [4, 2, 8]),
        ("append", [made("builtins.complex", 1.5, -2.0)], None),
        ("count", [made("builtins.complex", 1.5, -2.0)], 1),
        ("pop", [], made("builtins.complex", 1.5, -2.0)),
    ]),
    (("dict", []), [
        ("__setitem__", [PAIR, "pair"], None),
        ("__setitem__", [made("builtins.frozenset", [1, 2]), FIRST_TWO], None),
        ("__getitem__", [PAIR], "pair"),
        ("get", [made("builtins.frozenset", [2, 1])], FIRST_TWO),
        ("keys", [], [[1, ["x"]], [1, 2]]),
    ]),
    (("Array", ["h", [1, 2, 3]]), [
        ("__getitem__", [EVERY_OTHER], [1, 3]),
        ("__setitem__", [FIRST_TWO, made("array.array", "h", [-7])], None),
        ("__getitem__", [made("builtins.slice", None, None, None)], [-7, 3]),
    ]),
    (("set", [[1, 2, 3]]), [
        ("__and__", [made("builtins.set", [2, 9])], [2]),
        ("__isub__", [made("builtins.frozenset", [3])], [1, 2]),
        ("__lt__", [made("builtins.set", [1, 2, 3])], True),
        ("union", [[5], made("builtins.set", [4])], [1, 2, 4, 5]),
        ("add", [PAIR], None),
        ("__contains__", [PAIR], True),
    ]),
]


def converse(manager, typeid, args, calls):
    proxy = getattr(manager, typeid)(*args)
    for method, arguments, expected in calls:
        got = proxy._callmethod(method, arguments)
        if got != expected:
            client.say("%s.%s%r: expected %r, got %r" % (typeid, method, tuple(arguments), expected, got))


def main():
    manager = client.connect(Manager)
    for (typeid, args), calls in CONVERSATIONS:
        converse(manager, typeid, args, calls)


if __name__ == "__main__":
    main()
