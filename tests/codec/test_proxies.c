/* SPDX-License-Identifier: MIT
 *
 * What the codecs do for proxies: loaders take note of them, dumpers write what the receiver is to get.
 */
#include "codec/proxies.h"

#include "base/memory.h"
#include "codec/pickling.h"
#include "unit.h"
#include "value/token.h"

#include <stdlib.h>

/* RebuildProxy(ListProxy, Token('list', '/x', 'ab'), 'pickle', {}), which is memoised as 1. */
#define PROXY                                                                                                \
    "cmultiprocessing.managers\nRebuildProxy\n(cmultiprocessing.managers\nListProxy\n"                       \
    "cmultiprocessing.managers\nToken\n)\x81(X\x04\0\0\0listX\x02\0\0\0/xX\x02\0\0\0"                        \
    "abtbX\x06\0\0\0pickle}tRq\x01"

static pymgr_value *load(struct pm_scratch *scratch, const char *pickle, size_t size)
{
    struct pm_dialect dialect;
    struct pm_error error;
    pymgr_value *value = NULL;

    pm_codec_pickle.load(scratch, (const unsigned char *)pickle, size, &dialect, &value, &error);
    return value;
}

static void loaders_take_note(void)
{
    static const char pickle[] = "\x80\x03(" PROXY "]h\x01" PROXY "K\x05t.";
    struct pm_scratch *scratch = pm_scratch_new();
    pymgr_value *value = load(scratch, pickle, sizeof pickle - 1), *const * proxies;
    struct pm_proxy parts;

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL_FATAL(pm_scratch_proxies(scratch, &proxies), 2);
    CU_ASSERT_PTR_EQUAL(proxies[0], pymgr_item(value, 0));
    CU_ASSERT_TRUE(pm_proxy_parse(proxies[1], &parts));
    CU_ASSERT_TRUE(pm_text_is(parts.token.ident, "ab"));
    CU_ASSERT_FALSE(pymgr_equal(proxies[0], proxies[1])); /* as in Python, a proxy equals itself alone */
    CU_ASSERT_TRUE(pymgr_equal(proxies[0], pymgr_item(value, 2)));
    pm_scratch_forget_proxies(scratch);
    CU_ASSERT_EQUAL(pm_scratch_proxies(scratch, &proxies), 0);
    pymgr_unref(value);
    pm_scratch_free(scratch);
}

static void the_next_message_has_its_own(void)
{
    static const char pickle[] = "\x80\x03" PROXY ".";
    struct pm_scratch *scratch = pm_scratch_new();
    pymgr_value *const *proxies;

    pymgr_unref(load(scratch, pickle, sizeof pickle - 1));
    CU_ASSERT_EQUAL(pm_scratch_proxies(scratch, &proxies), 1);
    pymgr_unref(load(scratch, "\x80\x03K\x05.", 5));
    CU_ASSERT_EQUAL(pm_scratch_proxies(scratch, &proxies), 0);
    pymgr_unref(load(scratch, pickle, sizeof pickle - 1)); /* what is noted goes with the scratch */
    pm_scratch_free(scratch);
}

static void many_are_noted(void)
{
    enum { MANY = 3000 };
    static const char first[] = "\x80\x03(" PROXY;
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_buffer pickle = PM_BUFFER_INIT;
    pymgr_value *const *proxies;

    pm_put(&pickle, first, sizeof first - 1);
    for (int i = 1; i < MANY; i++)
        pm_put(&pickle, PROXY, sizeof PROXY - 1);
    pm_put_text(&pickle, "t.");
    pymgr_unref(load(scratch, (const char *)pm_buffer_bytes(&pickle), pm_buffer_length(&pickle)));
    CU_ASSERT_EQUAL(pm_scratch_proxies(scratch, &proxies), MANY);
    pm_scratch_forget_proxies(scratch);
    pm_buffer_free(&pickle);
    pm_scratch_free(scratch);
}

/* --- what is written in their place --- */

struct fake {
    struct pm_proxy_form form;
    const char *literal; /* NULL: no memory */
    int asked;
};

static pymgr_value *fake_form(const struct pm_proxy_form *form, const struct pm_dialect *dialect,
    const pymgr_value *proxy, struct pm_error *error)
{
    struct fake *fake = (struct fake *)(uintptr_t)form;

    (void)dialect, (void)proxy;
    fake->asked++;
    if (fake->literal != NULL)
        return pm_value_of(fake->literal);
    pm_fail_nomem(error);
    return NULL;
}

static void release_nothing(struct pm_anchor *anchor)
{
    (void)anchor;
}

static struct pm_anchor anchor = { release_nothing };

static pymgr_value *a_proxy(struct pm_anchor *its_anchor)
{
    pymgr_value *proxy = pm_proxy_new(pymgr_global("multiprocessing.managers", "ListProxy"),
        pm_token_new(pymgr_str("list"), pymgr_str("/x"), pymgr_str("ab")), pymgr_str("pickle"), pymgr_dict());

    PM_CAST(pm_instance, proxy)->anchor = its_anchor;
    return proxy;
}

/* What [proxy, proxy] is dumped and loaded as. */
static char *travelled(struct fake *fake, pymgr_value *proxy)
{
    struct pm_dialect dialect = { .protocol = 4, .proxies = &fake->form };
    pymgr_value *pair = pymgr_tuple_of(2, pymgr_ref(proxy), proxy), *loaded;
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    char *shown = NULL;

    if (pm_pickle_to(&out, pair, dialect, &error) == 0) {
        loaded = pm_unpickle(pm_buffer_bytes(&out), pm_buffer_length(&out), &error);
        shown = pymgr_repr(loaded);
        pymgr_unref(loaded);
    }
    pm_buffer_free(&out);
    pymgr_unref(pair);
    return shown;
}

static void the_receiver_gets_its_form(void)
{
    struct fake fake = { .form = { fake_form }, .literal = "[1, 2]" };
    char *shown = travelled(&fake, a_proxy(&anchor));

    CU_ASSERT_STRING_EQUAL(shown, "([1, 2], [1, 2])");
    CU_ASSERT_EQUAL(fake.asked, 2);
    free(shown);
}

static void strangers_go_as_they_came(void)
{
    struct fake fake = { .form = { fake_form }, .literal = "[1, 2]" };
    char *shown = travelled(&fake, a_proxy(NULL));

    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "<ListProxy object, typeid 'list' at "));
    CU_ASSERT_EQUAL(fake.asked, 0);
    free(shown);
}

static void no_form_is_no_message(void)
{
    struct fake fake = { .form = { fake_form }, .literal = NULL };

    CU_ASSERT_PTR_NULL(travelled(&fake, a_proxy(&anchor)));
}

static void without_memory_nothing_is_left(void)
{
    struct fake fake = { .form = { fake_form }, .literal = "(1, 2)" };
    struct pm_dialect dialect = { .protocol = 4, .proxies = &fake.form };
    pymgr_value *proxy = a_proxy(&anchor);
    struct pm_error error = { .kind = PM_ERROR_NOMEM };
    size_t n = 0;
    int status;

    do {
        struct pm_buffer out = PM_BUFFER_INIT;

        pm_memory_fail_at(++n);
        status = pm_pickle_to(&out, proxy, dialect, &error);
        pm_memory_fail_at(0);
        CU_ASSERT_TRUE(status == 0 || pm_buffer_length(&out) == 0);
        pm_buffer_free(&out);
    } while (status != 0 && n < 100);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_TRUE(n > 3);
    pymgr_unref(proxy);
}

static const struct pm_test tests[] = {
    { "loaders take note", loaders_take_note },
    { "the next message has its own", the_next_message_has_its_own },
    { "many are noted", many_are_noted },
    { "the receiver gets its form", the_receiver_gets_its_form },
    { "strangers go as they came", strangers_go_as_they_came },
    { "no form is no message", no_form_is_no_message },
    { "without memory nothing is left", without_memory_nothing_is_left },
};

const struct pm_suite pm_suite_proxies = { "codec/proxies", PM_SUITE(tests) };
