# SPDX-License-Identifier: MIT
"""Objects of classes that the server does not know go through every shared type and come back as they were."""
from pymgr_interop import harness, servers


def travel(context, interpreter):
    with context.server(interpreter) as server:
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


def main():
    harness.main(suite, __doc__)
