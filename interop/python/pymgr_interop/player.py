# SPDX-License-Identifier: MIT
"""Plays scenarios against a server and tells what came of each call. Runs on every Python since 2.7.

    python -m pymgr_interop.player < SCENARIOS > OUTCOMES

A scenario, one line of JSON, creates one object and calls it: {"typeid", "create": [args, kwds], "calls": [[slot,
method, args, kwds], ...]}, where args and kwds are Python expressions and slot 0 is the object; each result that is a
proxy becomes the next slot. Its outcomes are one line of JSON: [of create, of each call...], each a pair:

    "value", text      what was returned
    "error", [text, last line of its traceback]      the exception that the server sent
    "remote", last line      a RemoteError: the server's traceback, reduced to its last line
    "unserializable", last line
    "broken", text      any failure of the connection, or no answer in time
"""
import json
import os
import signal
import sys
from array import array
from multiprocessing.managers import BaseProxy, RemoteError, SyncManager

from pymgr_interop import client, describe

try:
    import xmlrpclib
except ImportError:
    import xmlrpc.client as xmlrpclib

ANSWER_SECONDS = 30
AS_XML = bool(os.environ.get("PYMGR_AS_XML"))
UNSERIALIZABLE = "Unserializable message: "


class NoAnswer(BaseException):
    pass


def loop(value):
    """A list that contains a value and itself."""
    result = [value]
    result.append(result)
    return result


def ring(value):
    """A dict that contains a value and itself."""
    result = {"value": value}
    result["self"] = result
    return result


def knot(value):
    """A tuple that contains a value and, by way of a list, itself."""
    result = ([value], value)
    result[0].append(result)
    return result


NAMES = {"loop": loop, "ring": ring, "knot": knot, "array": array, "nan": float("nan"), "inf": float("inf")}


class Manager(SyncManager):
    pass


if "set" not in SyncManager._registry:
    Manager.register("set")


def give_up(number, frame):
    raise NoAnswer("no answer in %d seconds" % ANSWER_SECONDS)


def outcome(function, *args):
    """(outcome, value): what calling a function led to."""
    signal.alarm(ANSWER_SECONDS)
    try:
        value = function(*args)
    except RemoteError as error:
        return remote_outcome(str(error.args[0])), None
    except (EOFError, IOError, OSError, NoAnswer) as error:
        return ("broken", "%s %s" % (type(error).__name__, error)), None
    except Exception as error:
        return ("error", [describe.describe_exception(error), describe.last_line(error)]), None
    finally:
        signal.alarm(0)
    return value_outcome(value), value


def carried(value):
    """The value in the form in which pymgrd sends it with xmlrpclib, where CPython has none."""
    if isinstance(value, (set, frozenset, array, list)):
        return [carried(item) for item in value]
    return value


def value_outcome(value):
    if isinstance(value, BaseProxy):
        return "value", "proxy of " + value._token.typeid
    if not AS_XML:
        return "value", describe.describe(value)
    try:
        text = xmlrpclib.dumps((carried(value),), allow_none=True)
    except (TypeError, OverflowError) as error:
        return "unserializable", describe.last_line(error)
    return "value", describe.describe(xmlrpclib.loads(text)[0][0])


def remote_outcome(text):
    kind = "unserializable" if text.startswith(UNSERIALIZABLE) else "remote"
    return kind, describe.normal(text.rstrip("\n").split("\n")[-1])


def evaluate(expression):
    return eval(expression, dict(NAMES))


def play(manager, scenario):
    args, kwds = [evaluate(expression) for expression in scenario["create"]]
    create = getattr(manager, str(scenario["typeid"]))
    first, instance = outcome(lambda: create(*args, **kwds))
    outcomes, slots = [first], [instance]
    for call in scenario["calls"]:
        if instance is None or outcomes[-1][0] == "broken":
            break
        outcomes.append(play_call(slots, *call))
    if outcomes[-1][0] == "broken":
        forget_connection(slots)
    return outcomes


def play_call(slots, slot, method, args, kwds):
    if slot >= len(slots):
        return "skipped", "no such slot"
    args, kwds = evaluate(args), evaluate(kwds)
    result, value = outcome(lambda: slots[slot]._callmethod(str(method), args, kwds))
    if isinstance(value, BaseProxy):
        slots.append(value)
    return result


def forget_connection(slots):
    """A late answer must not be taken for the next one."""
    for proxy in slots:
        connection = getattr(getattr(proxy, "_tls", None), "connection", None)
        if connection is not None:
            connection.close()
            del proxy._tls.connection


def main():
    signal.signal(signal.SIGALRM, give_up)
    manager = client.connect(Manager)
    for line in iter(sys.stdin.readline, ""):
        client.say(json.dumps(play(manager, json.loads(line))))


if __name__ == "__main__":
    main()
