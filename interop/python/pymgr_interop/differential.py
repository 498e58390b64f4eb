# SPDX-License-Identifier: MIT
"""Random calls on each shared type: pymgrd must answer what CPython's own server answers.

Every interpreter plays the same scenarios (calls.py) to both servers. The model is CPython 3.12, or the newest there
is. Python 2.7 cannot read what a Python 3 server pickles, so with pickle its model is a 2.7 server.
"""
import contextlib
import json

from pymgr_interop import calls, comparison, harness, servers
from pymgr_interop.process import ProcessError
from pymgr_interop.values import Flavour

SHOWN = 6          # differences of one test that are printed
SHRINK_ROUNDS = 3  # over the calls of a scenario, dropping each that is not needed


class Stage:
    """A server and a player in front of it."""

    def __init__(self, stack, server, interpreter, serializer, as_xml=False):
        env = server.client_env(serializer)
        if as_xml:
            env["PYMGR_AS_XML"] = "1"
        self.server = server
        self.player = stack.enter_context(servers.run_module(interpreter, "player", env=env))

    def play(self, scenarios):
        for scenario in scenarios:
            self.player.tell(json.dumps(scenario))
        for scenario in scenarios:
            line = self.player.line()
            if line is None:
                raise self.player.failure("ended in " + json.dumps(scenario))
            yield json.loads(line)


class Comparison:
    """One client interpreter and serializer, the model server and the server under test."""

    def __init__(self, stack, context, interpreter, serializer, model):
        xml = serializer == "xmlrpclib"
        other = context.find(context.options.subject)
        self.case = comparison.Case(interpreter.version, model.version, xml)
        self.flavour = Flavour(interpreter.python2, xml, model.version)
        start = stack.enter_context
        self.model = Stage(stack, start(servers.Reference(model, serializer)), interpreter, serializer)
        if other and model.python2:
            other = model
        subject = servers.Reference(other, serializer) if other else servers.Pymgrd()
        self.subject = Stage(stack, start(subject), interpreter, serializer)
        self.pickled = None
        if xml and not other:
            self.pickled = Stage(stack, start(servers.Reference(model)), model, "pickle", as_xml=True)

    def differences(self, scenarios):
        """(scenario, index, expected, got) of the first call in each scenario that was answered otherwise."""
        stages = [self.model, self.subject] + [self.pickled] * bool(self.pickled)
        for scenario, outcomes in zip(scenarios, zip(*[stage.play(scenarios) for stage in stages])):
            found = self.first_difference(scenario, *outcomes)
            if found:
                yield (scenario,) + found

    def first_difference(self, scenario, model, subject, pickled=None):
        made = [scenario["create"]] + scenario["calls"]
        for index in range(max(len(model), len(subject))):
            if index >= min(len(model), len(subject)):
                return index, model[index:index + 1], subject[index:index + 1]
            expected = comparison.xml_expectation(pickled[index], model[index]) if pickled else model[index]
            if not comparison.agree(self.case, made[index], expected, subject[index]):
                return index, expected, subject[index]
        return None

    def shrunk(self, scenario, index, *outcomes):
        """The same difference without the calls that it does not need."""
        found = (dict(scenario, calls=scenario["calls"][:index]), index) + outcomes
        for _ in range(SHRINK_ROUNDS):
            smaller = self.without_some_calls(found)
            if smaller is found:
                break
            found = smaller
        return found

    def without_some_calls(self, found):
        for position in reversed(range(found[1] - 1)):
            kept = list(found[0]["calls"])
            del kept[position]
            shorter = dict(found[0], calls=kept)
            again = [] if calls.waits_for_ever(shorter) else list(self.differences([shorter]))
            if again and again[0][1] == len(kept):
                found = again[0]
        return found


def compare_type(context, comparison_, typeid):
    """All scenarios of a type. An AssertionError tells the differences."""
    options = context.options
    seeds = range(options.seed, options.seed + options.scenarios)
    scenarios = calls.scenarios(seeds, typeid, comparison_.flavour, options.length)
    kinds = {}
    count = 0
    for scenario, index, expected, got in comparison_.differences(scenarios):
        count += 1
        kinds.setdefault(kind_of(scenario, index, expected, got), (scenario, index, expected, got))
    if count:
        shown = list(kinds.values())[:SHOWN]
        texts = [reproduction(comparison_, *one) for one in shown]
        raise AssertionError("%d of %d scenarios, %d sorts of difference\n%s"
                             % (count, len(scenarios), len(kinds), "\n".join(texts)))


def kind_of(scenario, index, expected, got):
    method = scenario["calls"][index - 1][1] if index else "create"
    return method, str(expected)[:30], str(got)[:30]


def reproduction(comparison_, scenario, index, expected, got):
    if "broken" not in (expected[:1] + got[:1]):  # each try would wait until nobody believes in an answer any more
        scenario, index, expected, got = comparison_.shrunk(scenario, index, expected, got)
    lines = ["seed %s: %s(*%s, **%s)" % (scenario["seed"], scenario["typeid"], *scenario["create"])]
    lines += ["    %s %s(*%s, **%s)" % tuple(call) for call in scenario["calls"][:index]]
    return "\n".join(lines + ["  expected %s" % json.dumps(expected), "  got      %s" % json.dumps(got)])


def compare(context, interpreter, serializer, model, names):
    """The tests of some types, by their names."""
    wanted = [typeid for typeid in names if context.wants(names[typeid], interpreter.label)]
    if not wanted:
        return
    with contextlib.ExitStack() as stack:
        try:
            comparison_ = Comparison(stack, context, interpreter, serializer, model)
        except ProcessError as error:
            for typeid in wanted:
                context.report(names[typeid], interpreter.label, str(error))
            return
        for typeid in wanted:
            context.test(names[typeid], interpreter.label, compare_type, context, comparison_, typeid)


def suite(context):
    model = context.find(context.options.model) or context.reference
    for interpreter in context.interpreters:
        for serializer in ("pickle", "xmlrpclib"):
            own = interpreter.python2 and serializer == "pickle"
            lacks = calls.PYTHON2_LACKS if interpreter.python2 else set()
            compare(context, interpreter, serializer, interpreter if own else model,
                    {typeid: "differential %s %s" % (typeid, serializer) for typeid in calls.TYPEIDS
                     if typeid not in lacks})
        if interpreter.version >= (3, 13) and interpreter != model:
            compare(context, interpreter, "pickle", interpreter,
                    {typeid: "differential %s pickle as in %s" % (typeid, interpreter.label)
                     for typeid in ("Queue", "JoinableQueue")})


def add_options(parser):
    parser.add_argument("--scenarios", type=int, default=15, help="for each type (15)")
    parser.add_argument("--length", type=int, default=40, help="calls in a scenario (40)")
    parser.add_argument("--seed", type=int, default=0, help="of the first scenario (0)")
    parser.add_argument("--model", help="whose server is the model (py3.12, or the newest)")
    parser.add_argument("--subject", help="compare the server of this interpreter instead of pymgrd")


def main():
    harness.main(suite, __doc__.splitlines()[0], add_options)
