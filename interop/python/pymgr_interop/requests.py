# SPDX-License-Identifier: MIT
"""Single requests, right and wrong, as nobody's proxy would send them: pymgrd must answer as CPython's server does."""
from multiprocessing.managers import Token

from pymgr_interop import comparison, describe, harness, raw, servers

OBJECT, ITERATOR, ADDRESS = "object's ident", "iterator's ident", "the server's address"

# For the server, each on a connection of its own.
TO_SERVER = [
    (None, "dummy", (), {}),
    ("any ident", "dummy", [], {}),
    (None, "dummy", (1,), {}),
    (None, "dummy", (), {"x": 1}),
    (None, "no_such", (), {}),
    (None, "serve_client", (), {}),
    (None, "", (), {}),
    (None, "it's", (), {}),
    (None, "dummy", (), {1: 2}),
    (None, "number_of_objects", (), {}),
    (None, "number_of_objects", (None,), {}),
    (None, "debug_info", (1,), {}),
    (None, "get_methods", (), {}),
    (None, "get_methods", ("list",), {}),
    (None, "get_methods", (None,), {}),
    (None, "get_methods", (Token("list", ADDRESS, "no such ident"),), {}),
    (None, "accept_connection", (), {}),
    (None, "accept_connection", ("a", "b"), {}),
    (None, "shutdown", (1,), {}),
    (None, "create", (), {}),
    (None, "create", ("no_such",), {}),
    (None, "create", (5,), {}),
    (None, "create", (["list"],), {}),
    (None, "create", ("list",), {}),
    (None, "create", ("list", 5), {}),
    (None, "create", ("list", 1, 2), {}),
    (None, "create", ("list",), {"iterable": []}),
    (None, "create", ("dict", 5), {}),
    (None, "create", ("dict", [1]), {}),
    (None, "create", ("dict", [(1, 2, 3)]), {}),
    (None, "create", ("dict", [([], 1)]), {}),
    (None, "create", ("Queue", 1, 2), {}),
    (None, "create", ("Queue",), {"size": 1}),
    (None, "create", ("JoinableQueue", 1), {}),
    (None, "create", ("Lock", 1), {}),
    (None, "create", ("Event", 1), {}),
    (None, "create", ("Value",), {}),
    (None, "create", ("Value", "i"), {}),
    (None, "create", ("Value", "i", 1, True, 2), {}),
    (None, "create", ("Namespace", 1), {}),
    (None, "create", ("Namespace",), {"self": 1}),
    (None, "create", ("Iterator",), {}),
    (None, "create", ("Iterator", 1, 2), {}),
    (None, "create", ("Iterator", 1), {"x": 1}),
    (None, "create", (), {"typeid": "list"}),
    (None, "incref", (), {}),
    (None, "incref", ("no such ident",), {}),
    (None, "incref", (5,), {}),
    (None, "incref", ([],), {}),
    (None, "decref", (), {}),
    (None, "decref", ("no such ident",), {}),
    (None, "decref", (None,), {}),
    (None, "decref", ({},), {}),
    (None, "decref", ("a", "b"), {}),
    5, None, (), (1,), (None, "dummy", ()), (None, "dummy", (), {}, None), [None, "dummy", [], {}],
]
# Where CPython stumbles somewhere, in words that depend on where. To be answered by a traceback.
MALFORMED_TO_SERVER = [
    (None, 5, (), {}), (None, None, (), {}), (None, ["dummy"], (), {}), (None, "dummy", 5, {}),
    (None, "dummy", None, {}), (None, "dummy", (), 5), (None, "dummy", (), []), "text", "four", b"four", {}, {1: 2, 3: 4, 5: 6, 7: 8},
]

# On a channel, for the dict {'a': 1} unless another is named; one after another on the same connection.
TO_OBJECTS = [
    (OBJECT, "__len__", (), {}),
    (OBJECT, "__len__", [], {}),
    (OBJECT, "get", ["a"], {}),
    (OBJECT, "update", (), {"b": 2}),
    (OBJECT, "update", (), {1: 2}),
    (OBJECT, "no_such", (), {}),
    (OBJECT, "fromkey", (), {}),
    (OBJECT, "", (), {}),
    (OBJECT, "__str__", (), {}),
    (OBJECT, "__repr__", (), {}),
    (OBJECT, "#GETVALUE", (), {}),
    (OBJECT, "__str__", (1,), {}),
    (OBJECT, "__repr__", (), {"x": 1}),
    (OBJECT, "#GETVALUE", (1, 2), {}),
    (OBJECT, "__class__", (), {}),
    (OBJECT, "__init__", (), {}),
    ("no such ident", "__len__", (), {}),
    (None, "__len__", (), {}),
    (None, "dummy", (), {}),
    5, None, (), (1, 2, 3), (1, 2, 3, 4, 5), [OBJECT, "__len__", [], {}],
    (OBJECT, "__iter__", (), {}),
    (ITERATOR, "__next__", (), {}),
    (ITERATOR, "__str__", (), {}),
    (ITERATOR, "__next__", (1,), {}),
    (ITERATOR, "send", (1,), {}),
    (ITERATOR, "__len__", (), {}),
    (OBJECT, "clear", (), {}),
    (ITERATOR, "__next__", (), {}),
]
MALFORMED_TO_OBJECTS = [
    (OBJECT, "get", 5, {}), (OBJECT, "get", None, {}), (OBJECT, "get", ("a",), 5), (OBJECT, "get", ("a",), None),
    (OBJECT, 5, (), {}), (OBJECT, None, (), {}), (OBJECT, ["get"], (), {}), (OBJECT, ("get",), (), {}),
    (OBJECT, b"get", ("a",), {}), ("0", "__len__", (), {}), ("0", "__str__", (), {}), ("0", "#GETVALUE", (), {}),
    (5, "__len__", (), {}), ([], "__len__", (), {}), (b"bytes", "__len__", (), {}), "four", {},
    {1: 2, 3: 4, 5: 6, 7: 8},
]


class Peer:
    """One server, with what stands for its idents and address in the requests."""

    def __init__(self, server):
        self.server = server
        self.real = {OBJECT: raw.call_server(server, "create", "dict", a=1)[0]}

    def fill_in(self, request):
        if not isinstance(request, (tuple, list)):
            return request
        return type(request)(self.real.get(part, part) if isinstance(part, str) else part for part in request)

    def ask_server(self, request):
        with raw.admitted(self.server) as sock:
            raw.send(sock, request)
            return self.outcome(raw.receive(sock))

    def ask_object(self, sock, request):
        raw.send(sock, self.fill_in(request))
        reply = raw.receive(sock)
        if reply[0] == "#PROXY":
            self.real[ITERATOR] = reply[1][1].id
            return ["value", "proxy"]
        return self.outcome(reply)

    def outcome(self, reply):
        """In player.py's terms, idents replaced."""
        kind, value = reply
        if kind in ("#TRACEBACK", "#UNSERIALIZABLE"):
            outcome = ["remote", describe.normal(raw.last_line(reply)[1])]
        elif kind == "#ERROR":
            outcome = ["error", [describe.describe_exception(value), describe.last_line(value)]]
        elif isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], tuple):
            outcome = ["value", "an ident and what is exposed"]
        else:
            outcome = ["value", describe.describe(value)]
        return outcome


def compare(context, ask_all):
    """Asks both servers; AssertionError with all differences."""
    model = context.reference
    with servers.Reference(model) as reference, servers.Pymgrd() as pymgrd:
        expected, got = ask_all(Peer(reference)), ask_all(Peer(pymgrd))
    case = comparison.Case(model.version, model.version, False)
    wrong = ["%r\n  expected %s\n  got      %s" % (request, one, other) for (request, one), (_, other)
             in zip(expected, got) if not comparison.agree(case, request, one, other)]
    harness.check(not wrong, "\n".join(wrong))


def ask_functions(peer):
    return [(request, peer.ask_server(request)) for request in TO_SERVER]


def ask_objects(peer):
    with raw.channel(peer.server) as sock:
        return [(request, peer.ask_object(sock, request)) for request in TO_OBJECTS]


def malformed():
    with servers.Pymgrd() as server:
        peer = Peer(server)
        outcomes = [(request, peer.ask_server(request)) for request in MALFORMED_TO_SERVER]
        with raw.channel(server) as sock:
            outcomes += [(request, peer.ask_object(sock, request)) for request in MALFORMED_TO_OBJECTS]
            harness.equal(peer.ask_object(sock, (OBJECT, "__len__", (), {})), ["value", "int 1"])
        for request, (kind, _) in outcomes:
            harness.equal(kind, "remote", repr(request))


def suite(context):
    context.test("requests to the server", harness.ANY, compare, context, ask_functions)
    context.test("requests to objects", harness.ANY, compare, context, ask_objects)
    context.test("requests malformed", harness.ANY, malformed)


def main():
    harness.main(suite, __doc__)
