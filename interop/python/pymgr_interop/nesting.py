# SPDX-License-Identifier: MIT
"""Proxies inside shared objects: what they are to every client, and how long they hold what they stand for."""
import contextlib
import os
import tempfile
import time

from pymgr_interop import harness, raw, servers
from pymgr_interop.client import format_address
from pymgr_interop.harness import check, equal
from pymgr_interop.process import PATIENCE_SECONDS

TICK_SECONDS = 0.02
SEEDS = 3
ROUNDS = 150
WANDERERS = ("py2.7", "py3.6", "py3.8", "py3.12", "py3.13")


def run_step(interpreter, server, step, *arguments, **changes):
    env = dict(server.client_env(), **changes)
    with servers.run_module(interpreter, "nesting_client", step, *arguments, env=env) as client:
        return client.finish()


def nothing_left(server, seconds=PATIENCE_SECONDS):
    """No object is held by anything, in the end."""
    end = time.monotonic() + seconds
    while True:
        info = raw.call_server(server, "debug_info")
        if not info:
            break
        check(time.monotonic() < end, "objects are left:\n" + info)
        time.sleep(TICK_SECONDS)
    equal(raw.call_server(server, "number_of_objects"), 0)


# --- what clients see


def as_in_cpython(interpreter, model):
    """All that a client sees of proxies inside objects is what it sees of them in CPython's server."""
    with servers.Reference(model) as reference, servers.Pymgrd() as server:
        expected, got = (run_step(interpreter, one, "look") for one in (reference, server))
    differing = ["expected %s, got %s" % pair for pair in zip(expected, got) if pair[0] != pair[1]]
    equal(differing, [])
    equal(len(got), len(expected))


def copies_for_python2(interpreter):
    with servers.Pymgrd("--grace", "0") as server:
        equal(run_step(interpreter, server, "mixed"), [
            "#0 [#1 [int 1, int 2], #2 {str \"a\": int 1}]", "NoneType None", "#0 [int 1, int 2, int 3]", "NoneType None",
            "proxy AutoProxy[Queue] of Queue", "NoneType None", "int 5", "NoneType None", "#0 [int 1, int 2, int 3]"])
        nothing_left(server)


def at_every_address(interpreter):
    """Who fetches a proxy gets the address by which it reached the server itself."""
    with tempfile.TemporaryDirectory(prefix="pymgr-") as folder:
        listen = ["127.0.0.1:0", os.path.join(folder, "s"), "0.0.0.0:0"]
        with servers.Pymgrd(listen=listen, share=["table=dict"]) as server:
            addresses = server.addresses[:2] + [("127.0.0.1", server.addresses[2][1])]
            for giver in addresses:
                for taker in addresses:
                    pass_between(interpreter, server, giver, taker)


def pass_between(interpreter, server, giver, taker):
    env = {"PYMGR_ADDRESS": format_address(giver)}
    with servers.run_module(interpreter, "nesting_client", "store", "table", env=dict(server.client_env(), **env)) as one:
        one.expect("stored")
        equal(run_step(interpreter, server, "fetch", "table", PYMGR_ADDRESS=format_address(taker)),
              ["#0 [#1 [int 1, int 2], str \"put\", bool True, str \"pickle\"]"])
        one.tell()
        one.finish()


def with_another_key(interpreter):
    """Proxies carry the key only if the server was told to send it."""
    for options, answer in ((), "AuthenticationError"), (("--proxy-authkey",), "#0 [int 1]"):
        with servers.Pymgrd(*options, share=["table=dict"]) as server:
            with servers.run_module(interpreter, "nesting_client", "store", "table", env=server.client_env()) as giver:
                giver.expect("stored")
                equal(run_step(interpreter, server, "fetch_with_another_key", "table"), [answer])
                giver.tell()
                giver.finish()


# --- how long


class Bare:
    """An object and its proxies as a client's connection has them, without a client's habits."""

    def __init__(self, server, typeid, *args, **kwds):
        self.server = server
        self.ident, self.exposed = raw.call_server(server, "create", typeid, *args, **kwds)
        self.token = raw.Token(typeid, server.address, self.ident)

    def proxy(self, name="ListProxy"):
        return raw.BareProxy(name, self.token)

    def drop(self):
        raw.call_server(self.server, "decref", self.ident)


@contextlib.contextmanager
def stage(*options):
    """(server, its channel)"""
    with servers.Pymgrd(*options) as server, raw.channel(server) as sock:
        yield server, sock


def said(sock, ident, method, *args):
    """The result of a call that must succeed."""
    kind, value = raw.ask(sock, ident, method, args)
    equal(kind, "#RETURN", "%s of %s" % (method, value))
    return value


def held_by_each():
    """Each sort of container holds what is in it, and lets go when it no longer is."""
    ways = (("list", ("append",), ("pop",)), ("list", ("insert", 0), ("__delitem__", 0)),
            ("list", ("append",), ("__setitem__", 0, None)), ("list", ("append",), ("__setitem__", slice(None), [])),
            ("dict", ("__setitem__", "k"), ("__delitem__", "k")), ("dict", ("setdefault", "k"), ("clear",)),
            ("dict", ("__setitem__", "k"), ("__setitem__", "k", 0)), ("dict", ("__setitem__", "k"), ("popitem",)),
            ("Queue", ("put",), ("get",)), ("Value", ("set",), ("set", 0)),
            ("Namespace", ("__setattr__", "k"), ("__delattr__", "k")))
    with stage("--grace", "0") as (server, sock):
        for typeid, give, take in ways:
            for wrap in (lambda proxy: proxy, lambda proxy: [1, {"deep": (proxy,)}]):
                held_by(server, sock, typeid, give, take, wrap)


def held_by(server, sock, typeid, give, take, wrap):
    outer = Bare(server, typeid, *(("i", 0) if typeid == "Value" else ()))
    inner = Bare(server, "list", [5])
    said(sock, outer.ident, *give + (wrap(inner.proxy()),))
    inner.drop()
    equal(said(sock, inner.ident, "__len__"), 1, "an object in a %s" % typeid)
    equal(raw.call_server(server, "number_of_objects"), 1)
    said(sock, outer.ident, *take)
    equal(raw.last_line(raw.ask(sock, inner.ident, "__len__")), ("#TRACEBACK", "KeyError: '%s'" % inner.ident),
          "what %s has left" % (take,))
    said(sock, outer.ident, *give + (wrap(outer.proxy()),))
    said(sock, outer.ident, *take)
    outer.drop()
    nothing_left(server)


def held_by_a_waiting_call():
    """What a call brings lives as long as it waits; if its client goes, so does the object."""
    with stage("--grace", "0") as (server, sock):
        queue, inner = Bare(server, "Queue", 1), Bare(server, "list", [5])
        said(sock, queue.ident, "put", "full")
        with raw.channel(server) as waiter:
            raw.send(waiter, (queue.ident, "put", (inner.proxy(),), {}))
            while raw.call_server(server, "debug_info").count("refcount=1\n    [5]") != 1:
                time.sleep(TICK_SECONDS)
            inner.drop()
            equal(said(sock, queue.ident, "get"), "full")
            equal(raw.receive(waiter), ("#RETURN", None))
        equal(said(sock, inner.ident, "__len__"), 1)
        queue.drop()
        nothing_left(server)


def counted_again():
    """An object that is held inside another one only is not counted, but can be asked for."""
    with stage("--grace", "0") as (server, sock):
        outer, inner = Bare(server, "list"), Bare(server, "dict")
        said(sock, outer.ident, "append", inner.proxy("DictProxy"))
        inner.drop()
        equal(raw.call_server(server, "number_of_objects"), 1)
        raw.call_server(server, "decref", inner.ident)  # CPython's server, too, ignores it
        raw.call_server(server, "incref", inner.ident)
        equal(raw.call_server(server, "number_of_objects"), 2)
        outer.drop()
        equal(said(sock, inner.ident, "__len__"), 0)
        inner.drop()
        nothing_left(server)


def in_flight():
    """Whoever fetches the last proxy has time to ask for the object."""
    for options, alive in (((), True), (("--grace", "0"), False)):
        with stage(*options) as (server, sock):
            queue, inner = Bare(server, "Queue"), Bare(server, "list", [5])
            said(sock, queue.ident, "put", inner.proxy())
            inner.drop()
            said(sock, queue.ident, "get")
            equal(raw.call_server(server, "number_of_objects"), 1)
            reply = raw.ask(sock, inner.ident, "__len__")
            equal(reply[0], "#RETURN" if alive else "#TRACEBACK")
            if alive:
                raw.call_server(server, "incref", inner.ident)
                inner.drop()
            queue.drop()
            equal(raw.call_server(server, "number_of_objects"), 0)
    with stage("--grace", "0.2") as (server, sock):
        queue, inner = Bare(server, "Queue"), Bare(server, "list", [5])
        said(sock, queue.ident, "put", inner.proxy())
        inner.drop()
        said(sock, queue.ident, "get")
        while raw.ask(sock, inner.ident, "__len__")[0] == "#RETURN":
            time.sleep(TICK_SECONDS)


def cycles():
    """Objects that hold only one another are found and freed."""
    with stage("--grace", "0") as (server, sock):
        ring = [Bare(server, "list") for _ in range(50)]
        for one, next_one in zip(ring, ring[1:] + ring[:1]):
            said(sock, one.ident, "append", [next_one.proxy()])
        alone = Bare(server, "dict")
        said(sock, alone.ident, "__setitem__", "self", alone.proxy("DictProxy"))
        for one in ring[1:] + [alone]:
            one.drop()
        equal(said(sock, ring[25].ident, "__len__"), 1)
        ring[0].drop()
        nothing_left(server)


def foreign():
    """Proxies of another server are given back as they came."""
    with servers.Pymgrd() as other, stage() as (server, sock):
        foreign_list, outer = Bare(other, "list", [1]), Bare(server, "list")
        said(sock, outer.ident, "append", foreign_list.proxy())
        fetched = said(sock, outer.ident, "__getitem__", 0)
        equal((fetched.token.id, fetched.token.address), (foreign_list.ident, other.address))


def by_xml():
    """With xmlrpclib a proxy is a struct, in both directions, and so is what CPython cannot send at all."""
    with servers.Pymgrd("--grace", "0") as server, raw.channel(server) as sock, raw.xml_channel(server) as xml:
        outer, inner = Bare(server, "list"), Bare(server, "dict")
        said(sock, outer.ident, "append", inner.proxy("DictProxy"))
        struct = {"__class__": "multiprocessing.managers.DictProxy", "typeid": "dict", "address": server.address,
                  "id": inner.ident}
        equal(raw.xml_ask(xml, outer.ident, "__getitem__", 0), ["#RETURN", struct])
        equal(raw.xml_ask(xml, outer.ident, "append", dict(struct, address="")), ["#RETURN", None])
        fetched = said(sock, outer.ident, "__getitem__", 1)
        equal((fetched.name, fetched.token.id, fetched.token.address, fetched.serializer),
              ("DictProxy", inner.ident, server.address, "pickle"))
        said(sock, inner.ident, "__setitem__", "key", 1)
        kind, (exposed, token) = raw.xml_ask(xml, inner.ident, "__iter__")
        equal((kind, token["__class__"], token["typeid"]), ("#PROXY", "multiprocessing.managers.Token", "Iterator"))
        check("__next__" in exposed, "what an iterator exposes")
        equal(raw.xml_ask(xml, token["id"], "__next__"), ["#RETURN", "key"])
        raw.call_server(server, "decref", token["id"])
        inner.drop()
        outer.drop()
        nothing_left(server)


def at_random(context):
    """However many clients of however many versions pass proxies about: in the end nothing is left."""
    wanderers = [one for one in context.all if one.label in WANDERERS] or context.all[-1:]
    for seed in range(SEEDS):
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(servers.Pymgrd("--grace", "2", share=["root=dict"]))
            clients = [stack.enter_context(servers.run_module(one, "nesting_client", "wander", "root", seed, ROUNDS,
                                                              env=server.client_env())) for one in wanderers]
            for client in clients:
                client.expect("ready")
            for client in clients:
                client.tell()
            for client in clients:
                equal(client.finish(), [])
            root = servers.connect(server, "root").root()
            root.clear()
            del root
            nothing_left(server)


ONCE = (held_by_each, held_by_a_waiting_call, counted_again, in_flight, cycles, foreign, by_xml)


def suite(context):
    for interpreter in context.interpreters:
        if interpreter.python2:
            context.test("nesting copies for Python 2", interpreter.label, copies_for_python2, interpreter)
        else:
            context.test("nesting as in CPython", interpreter.label, as_in_cpython, interpreter,
                         context.reference)
            context.test("nesting at every address", interpreter.label, at_every_address, interpreter)
            context.test("nesting with another key", interpreter.label, with_another_key, interpreter)
    for test in ONCE:
        context.test("nesting " + test.__name__.replace("_", " "), harness.ANY, test)
    context.test("nesting at random", harness.ANY, at_random, context)


def main():
    harness.main(suite, __doc__)
