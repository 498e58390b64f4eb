/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <stdlib.h>
#include <time.h>

static struct pymgr_error error = PYMGR_ERROR_INIT;
static char *shown;

struct pm_typed_rig typed = { .error = &error };

void typed_begin_with(const struct pymgr_options *options)
{
    pm_serve_with(&typed.served, options);
    typed.manager = typed.served.manager;
}

void typed_begin(void)
{
    typed_begin_with(&(struct pymgr_options){ 0 });
}

void typed_end(void)
{
    CU_ASSERT_EQUAL(pm_served_objects(&typed.served), 0);
    pm_served_end(&typed.served);
    pymgr_error_clear(&error);
    free(shown);
    shown = NULL;
}

const char *typed_show(pymgr_value *value)
{
    free(shown);
    shown = value == NULL ? strdup(error.text) : pymgr_repr(value);
    pymgr_unref(value);
    return shown;
}

const char *typed_show_object(pymgr_proxy *proxy)
{
    free(shown);
    shown = pymgr_proxy_str(proxy, &error);
    return shown == NULL ? error.text : shown;
}

pymgr_value *literal(const char *text)
{
    return pymgr_literal(text, &error);
}

pymgr_value *typed_method(pymgr_proxy *proxy, const char *name)
{
    return pymgr_instance(
        pymgr_global("builtins", "getattr"), pymgr_tuple_of(2, pymgr_proxy_value(proxy), pymgr_str(name)));
}

double typed_clock(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
