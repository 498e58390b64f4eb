/* SPDX-License-Identifier: MIT
 *
 * Instances of the classes that XML-RPC has a type for, told by name and read out of what they were pickled
 * from. CPython would write any other object's attributes as a struct, which no peer could make an object of
 * again: those are refused.
 */
#include "codec/xmlrpc_dumper.h"

static int refuse(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self)
{
    const pymgr_value *class = pymgr_instance_class(&self->base.head);
    const struct pm_global *global = PM_CONST_CAST(pm_global, class);
    const char *module;

    if (!pm_is(class, PYMGR_GLOBAL))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal such objects");
    module = pm_text_is(global->module, "builtins") ? "" : pymgr_text(global->module, NULL);
    return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal <class '%s%s%s'> objects", module,
        module[0] == '\0' ? "" : ".", pymgr_text(global->qualname, NULL));
}

/* An attribute of an instance whose state is its __dict__: borrowed, NULL when missing. */
static const pymgr_value *attribute(const struct pm_instance *self, const char *name)
{
    if (self->state == NULL || !pm_is(self->state, PYMGR_DICT))
        return NULL;
    return pymgr_dict_get_text(self->state, name);
}

static int dump_date(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self)
{
    const pymgr_value *text = attribute(self, "value");

    if (text == NULL || !pm_is(text, PYMGR_STR))
        return refuse(dumper, self);
    pm_xmlrpc_put(dumper, "<value><dateTime.iso8601>");
    if (pm_xmlrpc_put_text(dumper->out, text, dumper->error) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</dateTime.iso8601></value>\n");
    return 0;
}

/* Python 2's Binary holds a str, which loads as text when it looks like it. */
static int dump_binary(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self)
{
    const pymgr_value *data = attribute(self, "data");

    if (data == NULL || (!pm_is(data, PYMGR_BYTES) && !pm_is(data, PYMGR_STR)))
        return refuse(dumper, self);
    return pm_xmlrpc_dump_bytes(dumper, data);
}

/* datetime.datetime is pickled as ten bytes: year (2), month, day, hour, minute, second, microsecond (3); the
 * month's highest bit says which of two equal clock times it is. XML-RPC carries neither that nor a time
 * zone. */
static int dump_datetime(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self)
{
    const pymgr_value *packed = pymgr_item(self->args, 0);
    const unsigned char *bytes;
    size_t size = 0;

    if (packed == NULL || (!pm_is(packed, PYMGR_BYTES) && !pm_is(packed, PYMGR_STR)))
        return refuse(dumper, self);
    bytes = (const unsigned char *)pymgr_text(packed, &size);
    if (size != 10)
        return refuse(dumper, self);
    pm_xmlrpc_put(dumper, "<value><dateTime.iso8601>");
    pm_put_format(dumper->out, "%04d%02d%02dT%02d:%02d:%02d", bytes[0] << 8 | bytes[1], bytes[2] & 0x7f,
        bytes[3], bytes[4], bytes[5], bytes[6]);
    pm_xmlrpc_put(dumper, "</dateTime.iso8601></value>\n");
    return 0;
}

static const struct {
    const char *module, *name;
    int (*dump)(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self);
} classes[] = {
    { "xmlrpc.client", "DateTime", dump_date },
    { "xmlrpc.client", "Binary", dump_binary },
    { "datetime", "datetime", dump_datetime },
    { "multiprocessing.managers", "Token", pm_xmlrpc_dump_token },
};

int pm_xmlrpc_dump_instance(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, value);
    const pymgr_value *class = pymgr_instance_class(value);

    if (self->proxy)
        return pm_xmlrpc_dump_proxy(dumper, value);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (pm_global_is(class, classes[i].module, classes[i].name))
            return classes[i].dump(dumper, self);
    }
    return refuse(dumper, self);
}
