# SPDX-License-Identifier: MIT
"""The scenarios of a C program (tests/scenarios) against CPython's servers of every version and pymgrd: over a Unix
socket and TCP, with both serializers.

The program says what it expects of each call: what pymgrd answers, in the words of CPython 3.12. Where another server
answers otherwise, it is one of the differences declared below, or else a failure.
"""
import collections
import itertools
import os
import re

from pymgr_interop import harness, servers
from pymgr_interop.process import Process, ProcessError

BUILD = os.environ.get("PYMGR_BUILD_DIR") or os.path.join(servers.REPOSITORY, "build")
TOOL = os.path.join(BUILD, "tests", "tool_scenarios")
SCENARIOS = ("calls", "create", "values", "large", "references", "named", "errors", "nested", "pool", "batch",
             "mixed_batch", "flood", "asynchronous", "threads", "forks", "iterator", "typed", "typed_pool")
SHARED = "shared=list"
TCP = "127.0.0.1:0"

# A line of the program's output; `expected` None: the outcome is right.
Line = collections.namedtuple("Line", "scenario call outcome expected")
# The server that a line is about.
Case = collections.namedtuple("Case", "version xml")


def python2(case):
    return case.version[0] == 2


def python3(case):
    return case.version[0] == 3


def by_xml(case):
    return case.xml


def python2_by_pickle(case):
    return python2(case) and not case.xml


def python3_by_xml(case):
    return python3(case) and case.xml


def before(*version):
    return lambda case: case.version < version


NOT_CARRIED = "remote error: the server raised an exception that its serializer cannot carry"
CANNOT_MARSHAL = "remote error: TypeError: cannot marshal <.*> objects"
NOT_ITS_TYPE = "unserializable: cannot marshal .* for a server of Python's"
MISSING = "remote error: KeyError: '[a-z_]+'"

# (which servers, scenario, call, what they answer); all but the first are patterns of the whole.
DIFFERENCES = (
    # What XML-RPC cannot carry raises an error at the server, and is so answered.
    (by_xml, "values", "2147483648|-?922337203685477580[78]",
     "remote error: OverflowError: int exceeds XML-RPC limits"),
    (by_xml, "calls", "Array.#GETVALUE.*|set.union.*", CANNOT_MARSHAL),
    (by_xml, "calls", "list.__getitem__.slice.*", NOT_ITS_TYPE),
    (by_xml, "values", r"slice\(.*\)|\(1\+2j\)", NOT_ITS_TYPE),
    (python3_by_xml, "calls", "dict.(keys|values|items).*", CANNOT_MARSHAL),
    (by_xml, "errors", "an exception", "no"),
    (by_xml, "iterator", "dict.__iter__.*", CANNOT_MARSHAL),
    (by_xml, "iterator", "objects that are left", "1"),
    (by_xml, "batch", "right results", "990"),
    (by_xml, "asynchronous", "exceptions", "0"),
    # Nor can it carry proxies.
    (by_xml, "nested", r"list.append.*|queue.put.*|dict\['x'\].*|list.extend.*|(list|dict)\(proxy\)|Condition.*",
     NOT_ITS_TYPE),
    (by_xml, "nested", "list.pop.*|queue.get.*|dict.pop.*", NOT_CARRIED),
    (by_xml, "nested", r"str\(list\)", r"\[\]"),
    (by_xml, "nested", "list after that", r"\[1\]"),
    (by_xml, "typed", ".*", "|".join((NOT_CARRIED, CANNOT_MARSHAL, NOT_ITS_TYPE))),
    (by_xml, "typed", r"pymgr_getvalue\(list, e\)", r"\['ccc', 'a', 'bb'\]"),  # for want of slices
    # What came later.
    (before(3, 14), "typed", "pymgr_shared_list_(copy|clear).*|pymgr_shared_dict_(r?or|ior|fromkeys).*|.*_locked.*",
     MISSING),
    (before(3, 13), "typed", "pymgr_queue_shutdown.*", MISSING),
    (before(3, 13), "typed", r"pymgr_queue_put\(queue, text\(.two.\), 0, e\)", "done"),
    (before(3, 9), "typed", r"pymgr_semaphore_release\(semaphore, 2, e\)", "raised: TypeError: .*"),
    (python2, "typed", "pymgr_(lock|semaphore)_acquire.*soon, e.*", "raised: TypeError: .*"),
    (python2, "typed_pool", ".*_starmap.*", MISSING),
    # Python 2 has no Barrier, no timeouts of Locks, and tells less of them.
    (python2, "calls|typed", r"Barrier\(1\)|pymgr_barrier_new", "remote error: KeyError: u?'Barrier'"),
    (python2, "calls", r"Lock.acquire\(True, 0.01\)", "raised: TypeError: .*|" + NOT_CARRIED),
    (python2, "calls|threads", r"RLock.acquire\(False\)|acquire\(\) again", "1"),
    (python2, "calls|threads", r"(C|c)ondition.wait\(.*\)", "None"),
    # It names the method of iterators otherwise, and has no bytes.
    (python2_by_pickle, "iterator", "Iterator.__next__.*", "remote error: KeyError: '__next__'"),
    (python2_by_pickle, "values", "b''", "''"),
    # Its shared objects hold copies of others.
    (python2_by_pickle, "nested", r"str\(list\)", r"\[\[1\]\]"),
    (python2_by_pickle, "nested", "list.pop.*|queue.get.*|dict.pop.*", "invalid: not a proxy, but of type list"),
    # And it has words of its own.
    (python2, "calls", r"set.__repr__\(\)", r"'set\(\[2, 3\]\)'"),
    (python2, "calls", r"Array.__setitem__\(0, 'x'\)", "raised: TypeError: a float is required"),
    (python2, "values", r"range\(0, 10, 3\)", r"range\(0, 12, 3\)"),
)


def is_meant(case, line):
    """Whether an outcome that was not expected is one that this server may have."""
    if case.xml and line.outcome == NOT_CARRIED and line.expected.startswith("raised: "):
        return True  # CPython sends an exception's attributes, not its class
    if python2(case) and line.outcome.replace("u'", "'") == line.expected:
        return True
    return any(concerns(case) and re.fullmatch(scenario, line.scenario) and re.fullmatch(call, line.call)
               and re.fullmatch(outcome, line.outcome) for concerns, scenario, call, outcome in DIFFERENCES)


def run_tool(server, serializer, address, *words):
    env = dict(server.client_env(serializer, address))
    return Process([TOOL] + [str(word) for word in words], env)


def lines_of(server, serializer, address, scenarios):
    """What the program says, by scenario."""
    with run_tool(server, serializer, address, *scenarios) as tool:
        status = tool.wait()
        fields = [line.split("\t") for line in tool.rest()]
        if status not in (0, 1):
            raise tool.failure("ended with status %d after %r" % (status, fields[-1:]))
    lines = [Line(*(part + [None])[:4]) for part in fields if len(part) > 1]
    return {name: list(group) for name, group in itertools.groupby(lines, lambda line: line.scenario)}


def judge(lines, case, failure=""):
    """An AssertionError tells of the lines that are wrong. `case` None: there is nothing that may differ."""
    harness.check(lines, "it was not played: " + failure)
    wrong = [line for line in lines if line.expected is not None and not (case and is_meant(case, line))]
    harness.check(not wrong, "\n".join(
        "%s\n  expected %s\n  got      %s" % (line.call, line.expected, line.outcome) for line in wrong))


def wanted_tests(context, label, *where):
    """The scenarios by the names of their tests."""
    names = {" ".join(("c_client", scenario) + where): scenario for scenario in SCENARIOS}
    return {name: names[name] for name in names if context.wants(name, label)}


def report_all(context, label, server, serializer, address, names, case=None):
    """A test for each scenario; `case` None: the server is pymgrd."""
    lines, failure = {}, ""
    try:
        lines = lines_of(server, serializer, address, list(names.values()))
    except ProcessError as error:
        failure = str(error)
    for name in names:
        context.test(name, label, judge, lines.get(names[name]), case, failure)


def against_cpython(context, interpreter):
    for serializer in ("pickle", "xmlrpclib"):
        for kind, address in (("Unix", None), ("TCP", TCP)):
            names = wanted_tests(context, interpreter.label, serializer, kind, "CPython")
            if names:
                with servers.Reference(interpreter, serializer, [SHARED], address=address) as server:
                    case = Case(interpreter.version, serializer == "xmlrpclib")
                    report_all(context, interpreter.label, server, serializer, server.address, names, case)


def against_pymgrd(context, label):
    with servers.Pymgrd(also=[TCP], share=[SHARED]) as server:
        for serializer in ("pickle", "xmlrpclib"):
            for kind, address in zip(("Unix", "TCP"), server.addresses):
                names = wanted_tests(context, label, serializer, kind, "pymgrd")
                if names:
                    report_all(context, label, server, serializer, address, names)


# --- what C has left for Python, and the other way round

AUTOMATIC = ("Queue", "JoinableQueue")  # whose proxies no container of CPython's could take before 3.9


def exchange(interpreter, make_server, *left_out):
    """Proxies of every class are found in a shared dict by the other side, and used."""
    with make_server() as server:
        check_part(server, "store", *left_out)
        with servers.run_module(interpreter, "c_partner", "exchange", *left_out, env=server.client_env()) as partner:
            wrong = [line for line in partner.finish() if not line.endswith(": same class")]
        harness.equal(wrong, [])
        check_part(server, "fetch", "", *left_out)
        check_part(server, "fetch", "Python's ", *left_out)


def check_part(server, *words):
    """A part of the program's, of which all outcomes must be as expected."""
    with run_tool(server, "pickle", None, *words) as tool:
        lines = [Line(*(line.split("\t") + [None])[:4]) for line in tool.finish()]
    judge(lines, None)


def suite(context):
    for interpreter in context.interpreters:
        against_cpython(context, interpreter)
        if interpreter.python2:
            continue  # objects in its containers are copies, and it reads copies from pymgrd
        own = AUTOMATIC if interpreter.version < (3, 9) else ()
        context.test("c_client exchange CPython", interpreter.label, exchange, interpreter,
                     lambda: servers.Reference(interpreter, share=["table=dict"]), *own)
        context.test("c_client exchange pymgrd", interpreter.label, exchange, interpreter,
                     lambda: servers.Pymgrd(share=["table=dict"]))
    against_pymgrd(context, context.newest.label)


def main():
    harness.main(suite, __doc__.splitlines()[0])
