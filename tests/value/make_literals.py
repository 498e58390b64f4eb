# SPDX-License-Identifier: MIT
"""Writes tests/value/literals.txt: what CPython's ast.literal_eval makes of texts.

    python3.12 tests/value/make_literals.py

Each line: repr(text), a tab, repr(value); `!` stands for an error.
"""
import ast
import os
import warnings

TEXTS = r"""
None True False none true nan inf 0 00 0_0 1 -1 +1 --1 - + 012 1_000 1__000 _1 1_ 1_000_ 0x1F 0XfF -0x10 0x 0x_1f 0xg
0o17 0O_7 0o8 0b101 -0b1 0b2 0b 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809
123456789012345678901234567890 -123456789012345678901234567890 0xffffffffffffffffffffffff -0xffffffffffffffffffffffff
1.0 1. .5 . 1e5 1E5 1e+5 1e-5 1e 1e+ 1.5e300 1e999 -1e999 1_0.0_1 1_.0 1._0 0.1 1e1_0 012.5 012e1 012j
1j -1j 1.5j 1J 1+2j 1-2j -1-2j -1+2j 1.5+2.5j 1+2 2j+1 1j+2j 1+ 1+-2j 1+j 0j -0j 1e999j
'' "" 'a' "a" '''a''' '' '''''' '"' "'" '\'' "\"" '\\' '\a\b\f\n\r\t\v' '\0' '\01' '\012' '\0123' '\377' '\400'
'\x41' '\xe9' '\x4' '\xzz' '\u00e9' '\u00e' '\U0001F600' '\U00110000' '\ud800' '\d' '\8' '\N' 'a' 'b'
'a"b' 'unterminated "unterminated 'a" '''a''b''' '''a''
b'' b'a' B"a" b'\xff' b'\377' b'\400' b'\u00e9' b'\N' br'\x41' Rb'\'' rB"\\" bb'' b'\x4' ub'' bu''
r'\n' R'\'' r'\' r'\\' u'a' U"a" ur'a' ru'a' f'a' rr'a'
[] [1] [1,] [1,2] [1,2,] [,] [1,,2] [1 [1] ] [[1,2],[3]] [None,True,'x']
() (1) (1,) (1,2) (1,2,) (,) ((1)) ((1,),) (((()))) ( ) (1
{} {1} {1,} {1,2,1} {1:2} {1:2,} {1:2,3:4} {1:2,1:3} {,} {1:} {:1} {1:2,3} {1,2:3} {[]} {[]:1} {{}} {(1,2):[3]} {1:{2:{3:4}}}
{1.0,1,True} {'b':1,'a':2} set() set( ) {'a'} set
a a.b a() list() int('1') [a] 1if 0x1for 1or2 * ; 1;2 [1;2] lambda: __import__('os') ,
""".split()
SPACED = [" 1 ", "\t[ 1 , 2 ]\n", "{ 'a' : 1 , 'b' : [ ] }", "( 1 , )", "'a' 'b'", "'a' \"b\" '''c'''", "b'a' b'b'",
          "'a' b'b'", "b'a' 'b'", "'a' u'b' r'\\n'", "1 + 2j", "- 1", "-  1 + 2j", "1 2", "[1] [2]", "'a' 1", "'a\nb'",
          "'''a\nb'''", "'a\\\nb'", "'é'", "b'é'", "'\u20ac\U0001f600'", "['é', '\\xe9']", "", " ",
          "(1\n,2)", "[1,\n2\n]", "{1:\n2}", "\x0c1", "'tab\there'"]


def value_of(text):
    try:
        return repr(ast.literal_eval(text.strip(" \t\n\x0c")))  # blanks around are no matter of literals
    except (ValueError, SyntaxError, TypeError):
        return "!"


def main():
    warnings.simplefilter("ignore")
    path = os.path.join(os.path.dirname(__file__), "literals.txt")
    with open(path, "w", encoding="utf-8") as file:
        for text in TEXTS + SPACED:
            file.write("%r\t%s\n" % (text, value_of(text)))


if __name__ == "__main__":
    main()
