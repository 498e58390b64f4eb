/* SPDX-License-Identifier: MIT
 *
 * Plays a conversation of corpus/auth (tests/corpus/make_handshakes.py tells its form) with a machine of
 * wire/auth.h: for the unit tests and for the fuzzer.
 */
#ifndef PM_TESTS_TRANSCRIPT_H
#define PM_TESTS_TRANSCRIPT_H

#include "wire/auth.h"

struct pm_transcript {
    enum pm_auth_state state; /* in which the machine is left */
    const char *reason;       /* static text */
    bool as_written; /* whether it sent each `>` line, nothing else, and refused for the `!` reason */
};

/* Any text may be given: lines that mean nothing are passed over. */
void pm_transcript_play(const unsigned char *text, size_t size, struct pm_transcript *transcript);

#endif
