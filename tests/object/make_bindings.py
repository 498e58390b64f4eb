# SPDX-License-Identifier: MIT
"""Writes tests/object/bindings.txt: how CPython binds arguments to methods written in Python.

    python3.12 tests/object/make_bindings.py

Each line: the signature (of a method: without self; of a function: after `f`), the call's arguments, and the repr of what
the parameters were given or the TypeError, with tabs between them.
"""
import os

SIGNATURES = """() (a) (a,b) (a,b,c) (a,b,c,d) (a=1) (a,b=2) (a=1,b='x') (*args) (a,*args) (a=1,*args) (**kwds) (a,**kwds)
(*args,**kwds) (*,k) (*,k=1) (a,*,k) (a,*,j,k) (a=1,*,i,j,k=None) (a,/) (a,b,/) (a,/,b) (a,/,b=2,*,c=3) (a,/,**kwds) (/,**kwds)
(a=(1,2),b={'x':[None]},c=-1.5)""".split()
FUNCTIONS = ["f" + signature for signature in "() (a) (a,b=2) (a,b,c=3) (a,/,b) (a,/,**kwds) (*args) (*,k)".split()]
CALLS = ["", "1", "1, 2", "1, 2, 3", "1, 2, 3, 4", "1, 2, 3, 4, 5", "a=1", "b=1", "a=1, b=2", "1, a=2", "1, b=2", "x=1", "1, x=2",
         "1, x=2, y=3", "self=5", "1, self=5", "k=1", "1, k=2", "1, 2, k=3", "1, 2, 3, k=4, j=5", "j=1, k=2", "args=1",
         "kwds=1", "1, a=2, x=3", "i=1, a=2", "1, i=3, j=2, k=4", "1, 2, 3, 4, x=5", "b=1, a=2, x=3, y=4", "c=1, x=2"]


def answer(signature, call):
    scope = {}
    if signature.startswith("f"):
        exec("def %s: return list(locals().values())\n" % signature, scope)
        return outcome("f(%s)" % call, scope)
    inner = signature[1:-1]
    # A leading slash comes after self.
    exec("class T:\n def f(self%s): return [v for k, v in locals().items() if k != 'self']\n" % (inner and ", " + inner), scope)
    return outcome("T().f(%s)" % call, scope)


def outcome(call, scope):
    try:
        return repr(eval(call, scope))
    except TypeError as error:
        return "TypeError: %s" % error


def main():
    path = os.path.join(os.path.dirname(__file__), "bindings.txt")
    with open(path, "w", encoding="utf-8") as file:
        for signature in SIGNATURES + FUNCTIONS:
            for call in CALLS:
                file.write("%s\t%s\t%s\n" % (signature, call, answer(signature, call)))


if __name__ == "__main__":
    main()
