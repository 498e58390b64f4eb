# SPDX-License-Identifier: MIT
"""Puts questions: what is the square of each NUMBER?

    python ask.py ADDRESS SERIALIZER WHO NUMBER...
"""
from board import connect, say, who

numbers, questions, answers = connect()
for number in map(int, numbers):
    say("put  %d" % number)
    questions.put({"number": number, "from": who()})
