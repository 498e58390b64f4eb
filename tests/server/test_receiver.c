/* SPDX-License-Identifier: MIT */
#include "server/receiver.h"

#include "base/memory.h"
#include "server/rig.h"
#include "unit.h"
#include "value/token.h"

#include <stdlib.h>

static pymgr_value *find_address(struct pm_receiver *receiver)
{
    (void)receiver;
    return pymgr_str("/its/way");
}

struct stage {
    struct pm_rig rig;
    struct pm_receiver receiver;
    struct pm_dialect dialect;
    char ident[PM_IDENT_SIZE];
    pymgr_value *proxy; /* anchored */
};

static void open_stage(
    struct stage *stage, const struct pymgr_server_options *options, const char *typeid, const char *class)
{
    pm_rig_open_with(&stage->rig, options);
    pm_rig_create(&stage->rig, typeid, stage->ident);
    pm_receiver_init(&stage->receiver, stage->rig.server);
    stage->receiver.find_address = find_address;
    stage->dialect = (struct pm_dialect){ .protocol = 4, .proxies = &stage->receiver.form };
    stage->proxy = pm_proxy_new(pymgr_global("multiprocessing.managers", class),
        pm_token_new(pymgr_str(typeid), pymgr_str("/elsewhere"), pymgr_str(stage->ident)),
        pymgr_str("xmlrpclib"), pymgr_dict());
    CU_ASSERT_TRUE(pm_registry_anchor(stage->rig.server->registry, stage->proxy));
}

static void close_stage(struct stage *stage)
{
    pymgr_unref(stage->proxy);
    pm_receiver_clear(&stage->receiver);
    pm_rig_close(&stage->rig);
}

static pymgr_value *form_of(struct stage *stage)
{
    struct pm_error error;

    return stage->receiver.form.form(&stage->receiver.form, &stage->dialect, stage->proxy, &error);
}

/* The class and kwds of the proxy that the receiver gets. */
static void check_proxy(struct stage *stage, const char *class, const char *kwds)
{
    pymgr_value *form = form_of(stage);
    struct pm_proxy proxy;
    char *shown;

    CU_ASSERT_TRUE_FATAL(form != NULL && pm_proxy_parse(form, &proxy));
    CU_ASSERT_TRUE(pm_global_is(proxy.class, "multiprocessing.managers", class));
    CU_ASSERT_TRUE(pm_text_is(proxy.token.ident, stage->ident));
    CU_ASSERT_TRUE(pm_text_is(proxy.token.address, "/its/way"));
    CU_ASSERT_TRUE(pm_text_is(proxy.serializer, "pickle"));
    shown = pymgr_repr(proxy.kwds);
    CU_ASSERT_STRING_EQUAL(shown, kwds);
    free(shown);
    pymgr_unref(form);
}

static void the_address_is_the_receivers(void)
{
    struct stage stage;

    open_stage(&stage, &(struct pymgr_server_options){ 0 }, "list", "ListProxy");
    check_proxy(&stage, "ListProxy", "{}");
    close_stage(&stage);
}

static void python2_gets_a_copy_of_what_has_a_value(void)
{
    struct stage stage;
    pymgr_value *form;

    open_stage(&stage, &(struct pymgr_server_options){ 0 }, "list", "ListProxy");
    stage.dialect = (struct pm_dialect){ .protocol = 2, .python2 = true, .proxies = stage.dialect.proxies };
    form = form_of(&stage);
    CU_ASSERT_TRUE(form != NULL && pymgr_kind(form) == PYMGR_LIST);
    pymgr_unref(form);
    close_stage(&stage);
    open_stage(&stage, &(struct pymgr_server_options){ 0 }, "Queue", "AutoProxy");
    stage.dialect = (struct pm_dialect){ .protocol = 2, .python2 = true, .proxies = stage.dialect.proxies };
    check_proxy(&stage, "AutoProxy", "{}");
    close_stage(&stage);
}

static void a_class_that_it_lacks_becomes_an_auto_proxy(void)
{
    static const char kwds[] = "{'exposed': ('is_set', 'set', 'clear', 'wait')}";
    struct stage stage;

    open_stage(&stage, &(struct pymgr_server_options){ 0 }, "Event", "SetProxy");
    check_proxy(&stage, "AutoProxy", kwds);
    stage.dialect.protocol = 5;
    check_proxy(&stage, "SetProxy", "{}");
    close_stage(&stage);
}

static void the_key_goes_with_it_only_if_wanted(void)
{
    struct stage stage;

    open_stage(&stage, &(struct pymgr_server_options){ .proxy_authkey = 1 }, "list", "ListProxy");
    check_proxy(&stage, "ListProxy", "{'authkey': b'rig'}");
    stage.receiver.knows_key = true;
    check_proxy(&stage, "ListProxy", "{}");
    close_stage(&stage);
}

static void without_memory_there_is_none(void)
{
    struct stage stage;
    pymgr_value *form = NULL;
    size_t n = 0;

    open_stage(&stage, &(struct pymgr_server_options){ .proxy_authkey = 1 }, "Event", "SetProxy");
    while (form == NULL && n < 1000) {
        pm_memory_fail_at(++n);
        form = form_of(&stage);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_PTR_NOT_NULL(form);
    CU_ASSERT_TRUE(n > 5);
    pymgr_unref(form);
    close_stage(&stage);
}

static const struct pm_test tests[] = {
    { "the address is the receiver's", the_address_is_the_receivers },
    { "Python 2 gets a copy of what has a value", python2_gets_a_copy_of_what_has_a_value },
    { "a class that it lacks becomes an AutoProxy", a_class_that_it_lacks_becomes_an_auto_proxy },
    { "the key goes with it only if wanted", the_key_goes_with_it_only_if_wanted },
    { "without memory there is none", without_memory_there_is_none },
};

const struct pm_suite pm_suite_receiver = { "server/receiver", PM_SUITE(tests) };
