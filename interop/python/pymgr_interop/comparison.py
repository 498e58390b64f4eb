# SPDX-License-Identifier: MIT
"""Whether two servers gave the same outcome, and the few differences that are as they should be.

An outcome is what player.py tells. Everything must be equal but for the rules below: each takes (case, call, expected,
got) and says whether just this difference is meant to be.
"""
import collections
import json
import re

# What CPython 3.13 says otherwise than 3.12, whose texts are pymgrd's.
TEXTS_SINCE_313 = [(re.compile(pattern), text) for pattern, text in (
    (r"timeout value must be a non-negative number", "timeout value must be positive"),
    (r"\b(acquire|sort)\(\) got an unexpected keyword argument ('\w+')", r"\2 is an invalid keyword argument for \1()"),
    (r"to convert to C PyTime_t", "to convert to C _PyTime_t"))]

# What a comparison is about: the client's version, the server's that is the model, and the serializer.
Case = collections.namedtuple("Case", "client reference xml")


def agree(case, call, expected, got):
    if expected[0] == "broken":
        return False  # no call may break the model, nor wait in it for ever: the generator would be wrong
    expected, got = normal(as_in_312(case, expected)), normal(got)
    return expected == got or any(rule(case, call, expected, got) for rule in RULES)


def as_in_312(case, outcome):
    if case.reference < (3, 13) or outcome[0] == "value":
        return outcome
    text = json.dumps(outcome)
    for pattern, replacement in TEXTS_SINCE_313:
        text = pattern.sub(replacement, text)
    return json.loads(text)


def normal(outcome):
    """queue.Empty is implemented in _queue, from where no Python before 3.7 can import it."""
    kind, text = outcome
    if kind in ("remote", "unserializable"):
        text = re.sub(r"^_queue\.", "queue.", text)
    return [kind, text]


def python36_has_no_c_queue(case, call, expected, got):
    """A newer CPython's Empty cannot be read by 3.6, which then raises ModuleNotFoundError; pymgrd's can."""
    return (case.client[:2] == (3, 6) and expected[0] == got[0] == "error"
            and expected[1][1] == "ModuleNotFoundError: No module named '_queue'"
            and got[1] == ["queue.Empty() ", "queue.Empty"])


def python2_words_errors_otherwise(case, call, expected, got):
    """pymgrd's texts are those of CPython 3.12; to a Python 2 peer only the class of an exception must be the same."""
    return (case.reference[0] == 2 and expected[0] == got[0] != "value"
            and error_class(expected) == error_class(got))


def python2_says_one_for_true(case, call, expected, got):
    """Its RLock returns 1 when it is acquired again."""
    return case.reference[0] == 2 and [expected, got] == [["value", "int 1"], ["value", "bool True"]]


def python2_takes_no_wide_traceback(case, call, expected, got):
    """With xmlrpclib, text beyond ASCII arrives in Python 2 as unicode, and managers.py asserts that it is a str."""
    return (case.client[0] == 2 and case.xml and expected[0] == "remote" and not expected[1].isascii()
            and got == ["error", ["exceptions.AssertionError() ", "AssertionError"]])


def error_class(outcome):
    if outcome[0] == "error":
        return outcome[1][0].partition("(")[0]
    return outcome[1].partition(":")[0]


RULES = (python36_has_no_c_queue, python2_words_errors_otherwise, python2_says_one_for_true,
         python2_takes_no_wide_traceback)


def xml_expectation(by_pickle, by_xml):
    """What an xmlrpclib peer should get, by what CPython answers with either serializer.

    CPython sends an exception as a struct that no client can raise: pymgrd sends the text of its traceback instead, as
    CPython does for all other errors. CPython cannot send a dict's views, for one, at all: pymgrd sends lists, which is
    what it and CPython send with pickle.
    """
    if by_pickle[0] == "error" and by_xml[0] == "error":
        return ["remote", by_pickle[1][1]]
    if by_pickle[0] == "value" and by_xml[0] == "unserializable":
        return by_pickle
    return by_xml
