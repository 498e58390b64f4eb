# SPDX-License-Identifier: MIT
"""Writes tests/callables/cases.txt: what functions that pymgr has in C come to in CPython.

    python3.12 tests/callables/make_cases.py

A line is a call, its columns separated by tabs: `must` or `may`, the module, NAME(ARGS) and the repr of its result, or
`!` and that of the exception. What `may` be called is made up by a seeded random generator; pymgr declines some of it.
For an instance, like operator.itemgetter(1), the module is followed by the arguments that made it.
"""
import builtins
import itertools
import math
import operator
import os
import random

MUST = """
builtins abs(-3) abs(2.5) abs(-0.0) abs(True) abs(-9223372036854775808) abs(-10**30)
builtins all([]) all([1,0]) all([1,'a']) any([]) any([0,'']) any([0,3]) any({}) any('a')
builtins bin(0) bin(5) bin(-5) bin(True) hex(255) hex(-9223372036854775808) oct(8) oct(-1) oct(9223372036854775807)
builtins bool() bool([]) bool('a') bool(0.0) chr(97) chr(8364) chr(0) chr(1114111) chr(-1) chr(1114112) ord('a') ord('é') ord('ab') ord('')
builtins divmod(7,2) divmod(-7,2) divmod(7,-2) divmod(7.5,2) divmod(-7.5,2) divmod(1,0) divmod(1.0,0) divmod(10**30,7) divmod(-10**30,7)
builtins float() float(3) float('1.5') float(' -2e3 ') float(2.5) float(10**400) float(True)
builtins frozenset() frozenset([1,1]) set() set([1]) set([[1]]) set(5) list() list((1,2)) list('ab') list({1:2}) list(range(3)) list(5) tuple([1,2]) tuple(b'ab')
builtins int() int(3.9) int(-3.9) int(1e300) int('12') int(' -7\\n') int('x') int('') int('1.5') int(True) int(float('inf')) int(float('nan'))
builtins len([1,2]) len('é') len({1:2}) len(()) len(5) len(None) len() len([],[])
builtins max(1,2) max([3,1,2]) max('ab') max(1,'a') max([]) min(1,2.0) min([2.0,1]) min([]) max(1) max(1,1.0) min([[1,2],[1]])
builtins pow(2,10) pow(2,-1) pow(2.0,0.5) pow(-2,3) pow(0,0) pow(10,40) pow(True,2) repr('a') repr([1,'x',None]) repr(1.5) repr({1:'a'}) str() str('é') str(12) str([1]) str(None)
builtins round(2.5) round(3.5) round(-2.5) round(7) round(1e20) round(float('nan')) round(float('inf'))
builtins sorted([3,1,2]) sorted('bca') sorted([1,2,3],reverse=True) sorted({2:1,1:2}) sorted([1,'a']) sorted(5) sorted([[2],[1]]) sorted() sum([1,2,3]) sum([]) sum([1],10) sum([1],start=5) sum([True,2**63]) sum(5)
operator add(1,2) add(9223372036854775807,1) add(1,2.5) sub(1,2) sub(-9223372036854775808,1) mul(3,4) mul(10**20,10**20) mul(2,0.5)
operator truediv(1,2) truediv(1,0) truediv(1.0,0) truediv(7,2.0) floordiv(7,2) floordiv(-7,2) floordiv(7,-2) floordiv(7,0) floordiv(7.0,0) floordiv(-7.5,2) floordiv(10**30,-7) floordiv(-9223372036854775808,-1)
operator mod(7,3) mod(-7,3) mod(7,-3) mod(7,0) mod(7.0,0) mod(-7.5,2) mod(10**30,-7) mod(5.0,float('inf')) pow(3,4) neg(3) neg(-9223372036854775808) neg(0.0) pos(True) abs(-2)
operator lt(1,2) le(2,2) gt('b','a') ge([1],[2]) lt(1,'a') eq(1,1.0) eq('a',b'a') ne([1],[1]) truth([]) not_(0) getitem([1,2],-1) getitem([1,2],2) getitem((1,),0) getitem('hé€l',2) getitem('hé€l',-1) getitem('',0) getitem(b'ab',1) getitem(b'',0) getitem(bytearray(b'ab'),-2) getitem(bytearray(),0) getitem({1:2},1) getitem({1:2},3) getitem({},[])
operator add(1) add(1,2,3) neg() neg(1,2) lt(1)
operator.itemgetter(0) itemgetter([7,8])
operator.itemgetter(-1) itemgetter((7,8))
operator.itemgetter(5) itemgetter([7])
operator.itemgetter(1) itemgetter('ab')
operator.itemgetter('a') itemgetter({'a':1})
operator.itemgetter(0,1) itemgetter([7,8])
math sqrt(4) sqrt(2) sqrt(-1) sqrt(float('inf')) sqrt(float('nan')) sqrt('a') sqrt(10**400) sqrt() exp(1) exp(1000) exp(-1000) exp(float('inf')) sin(1) sin(float('inf')) cos(0) tan(1.5) asin(2) acos(1) atan(1) sinh(1000) cosh(1) tanh(9) fabs(-3)
math log(1) log(10) log(0) log(-1) log(float('inf')) log(float('nan')) log2(8) log2(0) log10(1000) log10(-1) floor(2.7) floor(-2.7) floor(3) ceil(2.1) ceil(-2.1) trunc(-2.7) floor(1e300) floor(float('nan')) ceil(float('inf'))
math isnan(float('nan')) isnan(1) isinf(float('inf')) isfinite(1e308) isfinite('a')
"""

POOL = """None True False 0 1 -1 2 3 -7 255 9223372036854775807 -9223372036854775808 10**30 -10**30 1.0 0.5 -2.5 1e300
float('inf') float('nan') 'a' 'b' '12' '\\n3' 'é' '' b'xy' [] [1,2] [3,1,2] ['b','a'] [1,'a'] [0.5,1] () (1,2) {} {1:2}
{'a':1} {3} frozenset({1}) range(3) [[1],[0]]""".split()

NAMES = {
    "builtins": "abs all any bin bool chr divmod float frozenset hex int len list max min oct ord pow repr round set sorted "
                "str sum tuple",
    "operator": "add sub mul truediv floordiv mod pow neg pos abs lt le gt ge eq ne truth not_ getitem",
    "math": "sqrt exp sin cos tan asin acos atan sinh cosh tanh fabs log log2 log10 floor ceil trunc isnan isinf isfinite",
}
MODULES = {"builtins": builtins, "operator": operator, "math": math}
HERE = os.path.dirname(os.path.abspath(__file__))


def literal(value):
    return repr(value).replace("inf", "1e999").replace("nan", "nan")


def outcome(function, args, kwds):
    try:
        return repr(function(*args, **kwds))
    except Exception as error:
        return "!" + repr(error)


def capture(*args, **kwds):
    return args, kwds


def line(kind, module, call):
    """None for what cannot be written as a literal."""
    name, rest = call.split("(", 1)
    args, kwds = eval("capture(" + rest)
    if "nan" in repr((args, kwds)) or "set()" in repr(args):
        return None
    if name in ("set", "frozenset") and "'" in repr(args):
        return None  # the order of texts in a set is another in each process
    function = eval(module, MODULES) if "(" in module else getattr(MODULES[module], name)
    written = ", ".join([literal(arg) for arg in args] + ["%s=%s" % (key, literal(arg)) for key, arg in kwds.items()])
    return "\t".join((kind, module, "%s(%s)" % (name, written), outcome(function, args, kwds)))


def must():
    for text in MUST.strip().splitlines():
        module, *calls = text.split(" ")
        # Blanks within a literal have split it.
        for call in re_join(calls):
            yield line("must", module, call)


def re_join(words):
    call = ""
    for word in words:
        call = call + " " + word if call else word
        try:
            compile(call, "call", "eval")
        except SyntaxError:
            continue
        yield call
        call = ""


def may(random_numbers):
    for module, names in sorted(NAMES.items()):
        for name, _ in itertools.product(names.split(), range(12)):
            count = 1 if module == "math" else random_numbers.choice((1, 1, 2, 2, 3))
            args = ", ".join(random_numbers.choice(POOL) for _ in range(count))
            if name == "pow" and "10**" in args:
                continue
            yield line("may", module, "%s(%s)" % (name, args))


def main():
    lines = [one for one in itertools.chain(must(), may(random.Random(1))) if one and "0x" not in one.split("\t")[3]
             or one and one.split("\t")[2].startswith("hex")]
    with open(os.path.join(HERE, "cases.txt"), "w", encoding="utf-8") as file:
        file.write("# SPDX-License-Identifier: MIT\n# Made by make_cases.py from CPython 3.12.\n")
        file.write("\n".join(lines) + "\n")


main()
