# SPDX-License-Identifier: MIT
"""Clients of several Python versions and of both serializers use the same objects of one pymgrd at once."""
import contextlib
import itertools
import json

from pymgr_interop import harness, servers
from pymgr_interop.process import finish_all

EXCHANGE = ("queue=Queue", "table=dict", "back=JoinableQueue")
CROWD = ("jobs=Queue", "table=dict", "lock=Lock", "total=Value('i', 0)")
ROUNDS = 50
SERIALIZERS = ("pickle", "xmlrpclib")


def exchange(giver, giver_serializer, taker, taker_serializer):
    """Two clients, one of which gives the other values of every sort."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(servers.Pymgrd(share=EXCHANGE))

        def start(role, own, other, serializer, other_serializer):
            return stack.enter_context(servers.run_module(
                own, "exchange_client", role, own.version[0], other.version[0], other_serializer,
                env=server.client_env(serializer)))

        clients = [start("give", giver, taker, giver_serializer, taker_serializer),
                   start("take", taker, giver, taker_serializer, giver_serializer)]
        giver_says, taker_says = finish_all(clients)
        harness.equal(giver_says + taker_says, [], "what they complain of")


def structs(interpreter):
    """Slices, sets, tuples ... through xmlrpclib, as structs."""
    with servers.Pymgrd() as server:
        with servers.run_module(interpreter, "structs_client", env=server.client_env("xmlrpclib")) as client:
            harness.equal(client.finish(), [], "what it complains of")


def crowd(members):
    """Many clients at once: every job is taken once, no note is lost, and nobody counts while another does."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(servers.Pymgrd(share=CROWD))
        clients = {}
        for interpreter, serializer in members:
            name = interpreter.label + "/" + serializer
            clients[name] = stack.enter_context(servers.run_module(
                interpreter, "crowd_client", name, ROUNDS, env=server.client_env(serializer)))
        for client in clients.values():
            client.expect("ready")
        for client in clients.values():
            client.tell()
        taken = list(itertools.chain.from_iterable(json.loads(lines[0]) for lines in finish_all(clients.values())))
        harness.equal(sorted(taken), sorted([name, number] for name in clients for number in range(ROUNDS)), "jobs")
        check_crowd_left(server, clients)


def check_crowd_left(server, clients):
    """What the others leave behind is what this interpreter, too, finds."""
    manager = servers.connect(server, "table", "total", "jobs")
    harness.equal(dict(manager.table().copy()),
                  {"%s %d" % (name, number): number for name in clients for number in range(ROUNDS)}, "notes")
    harness.equal(manager.total().get(), len(clients) * ROUNDS, "count")
    harness.equal(manager.jobs().qsize(), 0, "jobs left")


def partners(context, interpreter):
    """The oldest and the newest of the others: 2.7 and 3.13, say."""
    ends = [context.all[0], context.all[-1]]
    return [one for one in ends if one != interpreter] or [interpreter]


def suite(context):
    for interpreter in context.interpreters:
        for partner in partners(context, interpreter):
            context.test("shared_objects from %s by pickle" % partner.label, interpreter.label,
                         exchange, partner, "pickle", interpreter, "pickle")
            context.test("shared_objects to %s by pickle" % partner.label, interpreter.label,
                         exchange, interpreter, "pickle", partner, "pickle")
        partner = partners(context, interpreter)[0]
        context.test("shared_objects from pickle to xmlrpclib of %s" % partner.label, interpreter.label,
                     exchange, interpreter, "pickle", partner, "xmlrpclib")
        context.test("shared_objects from xmlrpclib to pickle of %s" % partner.label, interpreter.label,
                     exchange, interpreter, "xmlrpclib", partner, "pickle")
        context.test("shared_objects both serializers at once", interpreter.label,
                     crowd, [(interpreter, serializer) for serializer in SERIALIZERS])
    context.each("shared_objects structs for what XML-RPC has not", structs)
    context.test("shared_objects everybody at once", harness.ANY, crowd,
                 [(one, serializer) for one in context.all for serializer in SERIALIZERS])


def main():
    harness.main(suite, __doc__)
