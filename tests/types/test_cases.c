/* SPDX-License-Identifier: MIT
 *
 * Says to the shared types what make_cases.py said to CPython's, and expects the same answers. Which files
 * and how they are written: make_cases.py.
 */
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 4 };

struct conversation {
    struct fake_session session;
    struct pm_object *object;
    const char *path;
    unsigned line, failed;
    bool short_of_memory; /* every call is first made with less memory than it needs */
    char *state;          /* as it was before the call */
};

static void expect(struct conversation *self, const char *call, const char *what, const char *expected)
{
    if (strcmp(what, expected) == 0)
        return;
    self->failed++;
    fprintf(stderr, "%s:%u: %s\n    expected %s\n    got      %s\n", self->path, self->line, call, expected,
        what);
}

/* What the state column shows: repr() of the object; a queue's size. */
static void expect_state(struct conversation *self, const char *call, const char *expected)
{
    char *state;

    if (strcmp(expected, "-") == 0)
        return;
    if (self->object->type == &pm_type_queue) {
        expect(self, call, fake_say(&self->session, self->object, "qsize()") + 3, expected);
        return;
    }
    state = fake_anonymous_state(self->object);
    expect(self, call, state, expected);
    free(state);
}

static void fail_to_make(struct conversation *self, char *const columns[COLUMNS])
{
    struct fake_call *call = fake_begin(&self->session, NULL, columns[1]);
    struct pm_buffer line = PM_BUFFER_INIT;

    if (call == NULL || call->call.result == NULL) {
        expect(self, columns[1], "no exception", columns[2]);
    } else {
        pm_exception_put_line(&line, call->call.result);
        pm_put_u8(&line, '\0');
        expect(self, columns[1], (char *)pm_buffer_bytes(&line), columns[2]);
    }
    pm_buffer_free(&line);
    if (call != NULL)
        fake_end(call);
}

/* What works item by item in place keeps what it has done before it ran out of memory. */
static bool changes_by_steps(const char *call)
{
    static const char *const names[] = { "update(", "difference_update(", "__ior__(" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strncmp(call, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

static void expect_no_change(struct conversation *self, const char *call)
{
    if (self->state != NULL && !changes_by_steps(call))
        expect_state(self, call, self->state);
}

/* The call, made with one allocation more each time until it has all that it needs. */
static struct fake_call *make_call(struct conversation *self, const char *text)
{
    struct fake_call *call;

    for (size_t n = 1; self->short_of_memory; n++) {
        self->session.fail_at = n;
        call = fake_begin(&self->session, self->object, text);
        self->session.fail_at = 0;
        if (call == NULL || strcmp(call->text, "no memory") != 0)
            return call;
        fake_end(call);
        expect_no_change(self, text);
    }
    return fake_begin(&self->session, self->object, text);
}

static void make(struct conversation *self, char *const columns[COLUMNS])
{
    struct fake_call *call;

    self->object = pm_object_unref(self->object);
    self->state = NULL;
    call = make_call(self, columns[1]);
    if (call != NULL && call->call.created != NULL) {
        self->object = pm_object_ref(call->call.created);
        expect_state(self, columns[1], columns[2]);
    } else {
        expect(self, columns[1], call == NULL ? "not a call" : call->text, "-> an object");
    }
    if (call != NULL)
        fake_end(call);
}

static void say(struct conversation *self, char *const columns[COLUMNS])
{
    struct fake_call *call = make_call(self, columns[1]);
    const char *mark = strcmp(columns[0], "ret") == 0 ? "-> " : "!! ";

    if (call == NULL || strncmp(call->text, mark, strlen(mark)) != 0)
        expect(self, columns[1], call == NULL ? "not a call" : call->text, columns[2]);
    else
        expect(self, columns[1], call->text + strlen(mark), columns[2]);
    if (call != NULL)
        fake_end(call);
    expect_state(self, columns[1], columns[3]);
    self->state = columns[3];
}

static void take_line(struct conversation *self, char *line)
{
    char *columns[COLUMNS] = { "", "", "", "" };
    size_t count = 0;

    if (line[0] == '#')
        return;
    for (char *column; count < COLUMNS && (column = strsep(&line, "\t")) != NULL; count++)
        columns[count] = column;
    if (strcmp(columns[0], "new") == 0)
        make(self, columns);
    else if (strcmp(columns[0], "bad") == 0)
        fail_to_make(self, columns);
    else
        say(self, columns);
}

static void take_file(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct conversation self = { .path = path, .short_of_memory = *(bool *)context };
    char *text = strndup((const char *)bytes, size), *rest = text, *line;

    fake_session_init(&self.session);
    while ((line = strsep(&rest, "\n")) != NULL && rest != NULL) {
        self.line++;
        take_line(&self, line);
    }
    CU_ASSERT_EQUAL(self.failed, 0);
    CU_ASSERT_TRUE(self.line > 20);
    pm_object_unref(self.object);
    free(text);
}

static void cpython_says_the_same(void)
{
    bool short_of_memory = false;

    CU_ASSERT_EQUAL(pm_test_each_file("types/cases", take_file, &short_of_memory), 13);
}

static void so_it_is_after_running_out_of_memory(void)
{
    bool short_of_memory = true;

    CU_ASSERT_EQUAL(pm_test_each_file("types/cases", take_file, &short_of_memory), 13);
}

static const struct pm_test tests[] = {
    { "CPython says the same", cpython_says_the_same },
    { "so it is after running out of memory", so_it_is_after_running_out_of_memory },
};

const struct pm_suite pm_suite_types_cases = { "types/cases", PM_SUITE(tests) };
