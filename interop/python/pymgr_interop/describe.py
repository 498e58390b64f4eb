# SPDX-License-Identifier: MIT
"""One text for each value, so that what two servers answered can be compared: types, order, sharing and all.

Runs on every Python since 2.7. Two values have the same text if and only if a program could not tell them apart,
addresses aside. In Python 2 no program should tell int from long, 'ascii' from u'ascii', or one order of a dict from
another, so there these have the same text too.
"""
import json
import re
import sys
import types

ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
OWNER = re.compile(r"owner=[1-9]\d*")
ITEM_LIMIT = 10000  # of one container: more would be a server gone mad
TEXTS = (str, bytes, type(u""), bytearray)
INTEGERS = (int, type(1 << 100))
NUMBERS = INTEGERS + (float, complex, bool, type(None))
PYTHON2 = sys.version_info[0] == 2
FUNCTIONS = (type, types.FunctionType, types.BuiltinFunctionType)


def describe(value):
    return normal(_describe(value, {}))


def _describe(value, seen):
    kind = type(value)
    if kind in NUMBERS or kind in TEXTS:
        return _describe_scalar(value)
    if isinstance(value, FUNCTIONS):
        return "%s.%s" % (value.__module__, getattr(value, "__qualname__", value.__name__))
    if kind is tuple:
        return "(%s)" % _join(value, seen)
    if id(value) in seen:
        return "^%d" % seen[id(value)][0]
    seen[id(value)] = (len(seen), value)  # the value is kept, so that its id is not used again
    return "#%d %s" % (seen[id(value)][0], _describe_object(value, seen))


def _describe_scalar(value):
    kind = type(value)
    if kind in INTEGERS:
        return "int %d" % value
    if kind is type(u"") or PYTHON2 and kind is str and is_ascii(value):
        return "str " + json.dumps(value)
    return "%s %r" % (kind.__name__, value)


def is_ascii(text):
    return all(ord(character) < 128 for character in text)


def _describe_dict(value, seen):
    items = value.items()
    if PYTHON2:  # in an order of ours, before what is inside gets its numbers
        items = sorted(items, key=lambda item: describe(item[0]))
    return "{%s}" % ", ".join("%s: %s" % (_describe(key, seen), _describe(item, seen)) for key, item in items)


def _describe_object(value, seen):
    kind = type(value)
    if kind is list:
        return "[%s]" % _join(value, seen)
    if kind is dict:
        return _describe_dict(value, seen)
    if kind in (set, frozenset):
        return "%s {%s}" % (kind.__name__, ", ".join(sorted(describe(item) for item in value)))
    if isinstance(value, BaseException):
        return describe_exception(value)
    return "%s.%s %s" % (kind.__module__, kind.__name__, _describe_reduced(value, seen))


def _describe_reduced(value, seen):
    """Any other object: what pickle would say of it."""
    try:
        reduced = value.__reduce_ex__(2)
    except Exception:
        return normal(repr(value))
    if isinstance(reduced, tuple):  # callable, args, state, then iterators over items and pairs
        reduced = reduced[:3] + tuple(part and list(part) for part in reduced[3:5])
    return _describe(reduced, seen)


def _join(items, seen):
    if len(items) > ITEM_LIMIT:
        return "%d items" % len(items)
    return ", ".join(_describe(item, seen) for item in items)


def describe_exception(error):
    kind = type(error)
    return "%s.%s%s %s" % (kind.__module__, kind.__name__, describe(error.args), normal(text_of(error)))


def text_of(error):
    try:
        return str(error)
    except UnicodeError:
        return repr(error)


def last_line(error):
    """The last line of the traceback that the error would make, had it no advice to give."""
    kind, text = type(error), text_of(error)
    name = kind.__name__ if kind.__module__ in ("builtins", "exceptions") else kind.__module__ + "." + kind.__name__
    return normal((name + ": " + text if text else name).split("\n")[-1])


def normal(text):
    """Addresses are never the same twice, nor are the owners of locks."""
    return OWNER.sub("owner=1", ADDRESS.sub("0x", text))
