/* SPDX-License-Identifier: MIT
 *
 * What every scenario stands on: a manager of the server under test, and one line of output for what came of
 * each call. Scenarios use the public interface alone, as any program.
 *
 * The environment says where the server is: PYMGR_ADDRESS, PYMGR_AUTHKEY, PYMGR_SERIALIZER; and perhaps
 * PYMGR_CONNECT_TIMEOUT, PYMGR_CALL_TIMEOUT (seconds), PYMGR_MAX_REPLY (bytes).
 *
 * A line is "SCENARIO<tab>CALL<tab>OUTCOME", and where something else was expected "<tab>EXPECTED" too. The
 * outcome is the repr of a result, or the name of a code, a colon and the text of an error; addresses in it
 * are just 0x.
 */
#ifndef PM_SCENARIOS_STAGE_H
#define PM_SCENARIOS_STAGE_H

#include <pymgr/pymgr.h>

/* A call as Python would have it: "pop(0)", where the arguments are literals and keywords a dict,
 * "sort(**{'reverse': True})"; and its outcome. The last row of a table has none. */
struct step {
    const char *call, *expected;
};

struct stage {
    const char *scenario; /* its name */
    char **words;         /* its arguments, ended by NULL */
    struct pymgr_options options;
    pymgr_manager *manager;
    struct pymgr_error error;  /* of the call before */
    bool xml;                  /* the serializer is xmlrpclib */
    const struct step *by_xml; /* of the scenario: what is expected otherwise then; or NULL */
    size_t said, differing;    /* lines */
};

struct scenario {
    const char *name;
    void (*play)(struct stage *on);
};

/* Reads the environment. */
void stage_open(struct stage *on);
/* Connects; false: it failed, and the error says why. */
bool stage_connect(struct stage *on);
void stage_close(struct stage *on);

/* The next argument; the program ends when there is none. */
const char *next_word(struct stage *on);
size_t next_number(struct stage *on);

/* --- what came of a call
 * ------------------------------------------------------------------------------------ */

/*
 * Each says one line. A result that tells of failure (NULL, -1, false) is shown by the stage's error. Values
 * and texts are taken. `expected` NULL: anything is.
 */
void say(struct stage *on, const char *call, pymgr_value *value, const char *expected);
void say_text(struct stage *on, const char *call, char *text, const char *expected);
void say_number(struct stage *on, const char *call, int64_t number, const char *expected);
void say_done(struct stage *on, const char *call, bool done, const char *expected);
/* The error of a call that may have been another thread's. */
void say_error(struct stage *on, const char *call, const struct pymgr_error *error, const char *expected);
/* A finding of the scenario itself, which must be true. */
void say_true(struct stage *on, const char *what, bool is_true);

/* Calls of one object in a row. */
void take_steps(struct stage *on, pymgr_proxy *proxy, const struct step *steps);

/* --- what many scenarios do
 * --------------------------------------------------------------------------------- */

/* Ends the program when something that must succeed has failed. */
void must(struct stage *on, bool done, const char *what);
/* pymgr_create, as a step has a call: "list([1, 2])". New; NULL: it failed, as the error says. */
pymgr_proxy *make(struct stage *on, const char *creation);
/* The same, which must succeed. */
pymgr_proxy *made(struct stage *on, const char *creation);
/* A call that must succeed: its result, new; arguments as those of pymgr_call. */
pymgr_value *result(struct stage *on, pymgr_proxy *proxy, const char *method, const char *format, ...);
/* The same of a result that is an int. */
int64_t number(struct stage *on, pymgr_proxy *proxy, const char *method, const char *format, ...);
/* How often the server's debug_info says that the object is referenced; 0: it does not know it. */
int64_t references(struct stage *on, pymgr_proxy *proxy);

/* A line to whoever arranges the test, and waiting for one from there. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
void wait_for_word(void);

/* How many descriptors this process has open. */
size_t open_descriptors(void);

#endif
