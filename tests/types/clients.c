/* SPDX-License-Identifier: MIT */
#include "types/clients.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

struct fake_session clients[CLIENTS];
struct pm_object *shared;

static struct fake_call *calls[CLIENTS];

void clients_begin(const char *text)
{
    for (size_t i = 0; i < CLIENTS; i++)
        fake_session_init(&clients[i]);
    shared = fake_new(&clients[0], text);
}

void clients_end(void)
{
    for (size_t i = 0; i < CLIENTS; i++)
        CU_ASSERT_PTR_NULL(calls[i]);
    shared = pm_object_unref(shared);
}

const char *client_say(size_t i, const char *text)
{
    return fake_say(&clients[i], shared, text);
}

void client_expect(size_t i, const char *text, const char *outcome)
{
    const char *got = client_say(i, text);

    if (strcmp(got, outcome) != 0)
        fprintf(stderr, "%s\n    expected %s\n    got      %s\n", text, outcome, got);
    CU_ASSERT_STRING_EQUAL(got, outcome);
}

void client_start(size_t i, const char *text, double timer)
{
    CU_ASSERT_PTR_NULL_FATAL(calls[i]);
    calls[i] = fake_begin(&clients[i], shared, text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(calls[i]);
    CU_ASSERT_STRING_EQUAL(calls[i]->text, "waits");
    CU_ASSERT_EQUAL(calls[i]->timer, timer);
}

void client_got(size_t i, const char *outcome)
{
    if (strcmp(calls[i]->text, outcome) != 0)
        fprintf(stderr, "client %zu\n    expected %s\n    got      %s\n", i, outcome, calls[i]->text);
    CU_ASSERT_STRING_EQUAL(calls[i]->text, outcome);
    fake_end(calls[i]);
    calls[i] = NULL;
}

void client_time_out(size_t i)
{
    pm_call_timed_out(&calls[i]->call);
}

size_t client_vanish(size_t i)
{
    clients[i].gone = true;
    if (calls[i] != NULL)
        client_got(i, "waits");
    return fake_session_end(&clients[i]);
}

void expect_repr(const char *text)
{
    char *repr = fake_anonymous_state(shared);

    CU_ASSERT_STRING_EQUAL(repr, text);
    free(repr);
}
