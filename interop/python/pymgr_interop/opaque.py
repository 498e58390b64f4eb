# SPDX-License-Identifier: MIT
"""Objects of classes that the server does not know go through every shared type and come back as they were."""
from pymgr_interop import harness, servers


def travel(context, interpreter):
    own = context.options.own_server
    with servers.Reference(interpreter) if own else servers.Pymgrd() as server:
        with servers.run_module(interpreter, "opaque_client", env=server.client_env()) as client:
            for line in client.finish():
                name, _, wrong = line.partition(" ")
                context.test("opaque " + name, interpreter.label, harness.check, not wrong, wrong)


def suite(context):
    for interpreter in context.interpreters:
        try:
            travel(context, interpreter)
        except Exception as error:
            context.report("opaque", interpreter.label, harness.explain(error))


def add_options(parser):
    parser.add_argument("--own-server", action="store_true",
                        help="try the tests themselves, with the server of each interpreter")


def main():
    harness.main(suite, __doc__, add_options)
