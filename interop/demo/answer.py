# SPDX-License-Identifier: MIT
"""Waits for COUNT questions, whoever's, and answers them.

    python answer.py ADDRESS SERIALIZER WHO COUNT
"""
from board import connect, say, who

(count,), questions, answers = connect()
for _ in range(int(count)):
    question = questions.get()
    number, asker = question["number"], question["from"]
    say("got  %d from %s" % (number, asker))
    answers.update({str(number): {"square": number ** 2, "by": who()}})
