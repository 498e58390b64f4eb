/* SPDX-License-Identifier: MIT
 *
 * The grammar of XML-RPC as two tables. Each open element is at a place: one row says which place follows
 * once a child has ended there, and whether the element may end. Each element's row says at which places it
 * may stand, at which place its own content begins, and what it makes of it.
 *
 * Finished values wait on a stack until the end of their container takes all that came after its start.
 * libxml2 matches the tags; so the element that ends is always the innermost one.
 */
#include "codec/xmlrpc_loader.h"

#include "base/memory.h"
#include "value/dict.h"

enum place {
    IN_DOCUMENT,
    IN_CALL,
    IN_NAMED_CALL, /* behind its methodName */
    IN_RESPONSE,
    IN_PARAMS,
    IN_HOLDER, /* in param or fault */
    IN_VALUE,
    IN_ARRAY,
    IN_DATA,
    IN_STRUCT,
    IN_MEMBER,
    IN_NAMED_MEMBER, /* behind its name */
    IN_TEXT,         /* of a scalar */
    IN_FULL,         /* nothing more may come */
    PLACES,
};

struct place_row {
    enum place next;   /* once a child has ended here */
    const char *lacks; /* the child without which the element must not end here */
    bool text;         /* text may stand here */
};

static const struct place_row places[PLACES] = {
    [IN_DOCUMENT] = { .next = IN_FULL, .lacks = "params" },
    [IN_CALL] = { .next = IN_NAMED_CALL, .lacks = "methodName" },
    [IN_NAMED_CALL] = { .next = IN_FULL },
    [IN_RESPONSE] = { .next = IN_FULL, .lacks = "params" },
    [IN_PARAMS] = { .next = IN_PARAMS },
    [IN_HOLDER] = { .next = IN_FULL, .lacks = "value" },
    [IN_VALUE] = { .next = IN_FULL, .text = true },
    [IN_ARRAY] = { .next = IN_FULL },
    [IN_DATA] = { .next = IN_DATA },
    [IN_STRUCT] = { .next = IN_STRUCT },
    [IN_MEMBER] = { .next = IN_NAMED_MEMBER, .lacks = "name" },
    [IN_NAMED_MEMBER] = { .next = IN_FULL, .lacks = "value" },
    [IN_TEXT] = { .next = IN_FULL, .text = true },
    [IN_FULL] = { .next = IN_FULL },
};

#define AT(place) (1u << (place))

struct pm_xmlrpc_element {
    const char *name;
    unsigned where; /* AT the places where it may stand */
    enum place inside;
    pm_xmlrpc_scalar *scalar; /* makes its text a value, which is pushed; or NULL */
    /* What else its end does, or NULL. 0, or -1 with loader->error filled. */
    int (*end)(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open);
};

/* --- the stack of values --- */

static int grow_stack(struct pm_xmlrpc_loader *loader)
{
    size_t room = loader->value_room == 0 ? 64 : loader->value_room * 2;
    pymgr_value **values = pm_realloc(loader->values, room * sizeof *values);

    if (values == NULL)
        return pm_fail_nomem(loader->error);
    loader->values = values;
    loader->value_room = room;
    return 0;
}

/* The value is taken; NULL: there was no memory for it. */
static int push(struct pm_xmlrpc_loader *loader, pymgr_value *value)
{
    if (value == NULL)
        return pm_fail_nomem(loader->error);
    if (loader->value_count == loader->value_room && grow_stack(loader) != 0) {
        pymgr_unref(value);
        return -1;
    }
    loader->values[loader->value_count++] = value;
    return 0;
}

/* --- ends of elements --- */

static int end_value(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    pymgr_value *value;

    if (loader->value_count != open->values)
        return 0;
    /* No type: it is a string. */
    return pm_xmlrpc_load_string(loader, "value", &value) == 0 ? push(loader, value) : -1;
}

static int end_array(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    size_t count = loader->value_count - open->values;
    pymgr_value *list = pm_list_sized(count);

    if (list != NULL && count > 0) {
        memcpy(PM_CAST(pm_list, list)->items, loader->values + open->values, count * sizeof list);
        loader->value_count = open->values;
    }
    return push(loader, list);
}

/* Of members of the same name the last counts, as in CPython. */
static int end_struct(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    pymgr_value *dict = pymgr_dict();

    if (dict == NULL)
        return pm_fail_nomem(loader->error);
    for (size_t i = open->values; i < loader->value_count; i += 2) {
        pymgr_value **member = loader->values + i, *key = member[0], *item = member[1];

        member[0] = member[1] = NULL;
        if (pm_dict_store(dict, key, item, loader->error) != 0) {
            pymgr_unref(dict);
            return -1;
        }
    }
    loader->value_count = open->values;
    if (pm_xmlrpc_unmark(loader, &dict) != 0 ||
        (pm_is(dict, PYMGR_DICT) && pm_xmlrpc_uncall(loader, &dict) != 0))
        return -1;
    return push(loader, dict);
}

static int end_fault(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    (void)open;
    loader->fault = true;
    return 0;
}

static int end_method_name(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    (void)open;
    return pm_xmlrpc_load_string(loader, "methodName", &loader->method);
}

/* --- the elements --- */

#define SCALAR(element, handler)                                                                             \
    {                                                                                                        \
        .name = element, .where = AT(IN_VALUE), .inside = IN_TEXT, .scalar = handler                         \
    }

/* Apache's extensions (ex:i8 ...) are known by their local names, whatever their prefix and its namespace. */
static const struct pm_xmlrpc_element elements[] = {
    { .name = "methodCall", .where = AT(IN_DOCUMENT), .inside = IN_CALL },
    { .name = "methodName", .where = AT(IN_CALL), .inside = IN_TEXT, .end = end_method_name },
    { .name = "methodResponse", .where = AT(IN_DOCUMENT), .inside = IN_RESPONSE },
    { .name = "params", .where = AT(IN_DOCUMENT) | AT(IN_NAMED_CALL) | AT(IN_RESPONSE), .inside = IN_PARAMS },
    { .name = "fault", .where = AT(IN_DOCUMENT) | AT(IN_RESPONSE), .inside = IN_HOLDER, .end = end_fault },
    { .name = "param", .where = AT(IN_PARAMS), .inside = IN_HOLDER },
    { .name = "value",
        .where = AT(IN_HOLDER) | AT(IN_DATA) | AT(IN_NAMED_MEMBER),
        .inside = IN_VALUE,
        .end = end_value },
    { .name = "array", .where = AT(IN_VALUE), .inside = IN_ARRAY, .end = end_array },
    { .name = "data", .where = AT(IN_ARRAY), .inside = IN_DATA },
    { .name = "struct", .where = AT(IN_VALUE), .inside = IN_STRUCT, .end = end_struct },
    { .name = "member", .where = AT(IN_STRUCT), .inside = IN_MEMBER },
    { .name = "name", .where = AT(IN_MEMBER), .inside = IN_TEXT, .scalar = pm_xmlrpc_load_name },
    { .name = "nil", .where = AT(IN_VALUE), .inside = IN_FULL, .scalar = pm_xmlrpc_load_nil },
    SCALAR("boolean", pm_xmlrpc_load_boolean),
    SCALAR("int", pm_xmlrpc_load_int),
    SCALAR("i1", pm_xmlrpc_load_int),
    SCALAR("i2", pm_xmlrpc_load_int),
    SCALAR("i4", pm_xmlrpc_load_int),
    SCALAR("i8", pm_xmlrpc_load_int),
    SCALAR("biginteger", pm_xmlrpc_load_int),
    SCALAR("double", pm_xmlrpc_load_double),
    SCALAR("float", pm_xmlrpc_load_double),
    SCALAR("bigdecimal", pm_xmlrpc_load_decimal),
    SCALAR("string", pm_xmlrpc_load_string),
    SCALAR("base64", pm_xmlrpc_load_base64),
    SCALAR("dateTime.iso8601", pm_xmlrpc_load_date),
    SCALAR("dateTime", pm_xmlrpc_load_date),
};

enum { ELEMENTS = sizeof elements / sizeof elements[0] };

_Static_assert(ELEMENTS < (int)PM_XMLRPC_NAME_SLOTS, "a search must end at a free slot");

static size_t first_slot(const xmlChar *name)
{
    uintptr_t address = (uintptr_t)name;

    return (address ^ address >> 6) % PM_XMLRPC_NAME_SLOTS;
}

int pm_xmlrpc_names_fill(struct pm_xmlrpc_names *names, xmlDictPtr dict)
{
    *names = (struct pm_xmlrpc_names){ 0 };
    for (size_t i = 0; i < ELEMENTS; i++) {
        const xmlChar *name = xmlDictLookup(dict, (const xmlChar *)elements[i].name, -1);
        size_t slot = first_slot(name);

        if (name == NULL)
            return -1;
        while (names->slots[slot].name != NULL)
            slot = (slot + 1) % PM_XMLRPC_NAME_SLOTS;
        names->slots[slot].name = name;
        names->slots[slot].element = &elements[i];
    }
    return 0;
}

static const struct pm_xmlrpc_element *find(const struct pm_xmlrpc_names *names, const xmlChar *name)
{
    size_t slot = first_slot(name);

    while (names->slots[slot].name != name && names->slots[slot].name != NULL)
        slot = (slot + 1) % PM_XMLRPC_NAME_SLOTS;
    return names->slots[slot].element;
}

/* --- the walk --- */

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
            return false;
    }
    return true;
}

void pm_xmlrpc_begin(struct pm_xmlrpc_loader *loader)
{
    loader->open[0] = (struct pm_xmlrpc_open){ .place = IN_DOCUMENT };
    loader->depth = 1;
}

bool pm_xmlrpc_complete(const struct pm_xmlrpc_loader *loader)
{
    return loader->depth == 1 && loader->open[0].place == IN_FULL;
}

/* The innermost element's name; NULL outside the root. */
static const char *innermost_name(const struct pm_xmlrpc_loader *loader)
{
    return loader->depth > 1 ? loader->open[loader->depth - 1].element->name : NULL;
}

static struct pm_xmlrpc_open *innermost(struct pm_xmlrpc_loader *loader)
{
    return &loader->open[loader->depth - 1];
}

static int count_attributes(struct pm_xmlrpc_loader *loader, int namespaces, int attributes)
{
    if ((namespaces | attributes) == 0)
        return 0;
    loader->namespace_count += (size_t)namespaces;
    if (namespaces + attributes > PM_XMLRPC_ATTRIBUTES)
        return pm_fail(
            loader->error, PM_ERROR_LIMIT, "element with more than %d attributes", (int)PM_XMLRPC_ATTRIBUTES);
    if (loader->namespace_count > PM_XMLRPC_NAMESPACES)
        return pm_fail(
            loader->error, PM_ERROR_LIMIT, "more than %d namespaces in force", (int)PM_XMLRPC_NAMESPACES);
    return 0;
}

static int count_element(struct pm_xmlrpc_loader *loader)
{
    if (loader->depth > PM_XMLRPC_DEPTH)
        return pm_fail(
            loader->error, PM_ERROR_LIMIT, "elements nested more than %d deep", (int)PM_XMLRPC_DEPTH);
    if (++loader->element_count > PM_XMLRPC_ELEMENTS)
        return pm_fail(loader->error, PM_ERROR_LIMIT, "more than %d elements", (int)PM_XMLRPC_ELEMENTS);
    return 0;
}

static int stray_text(struct pm_xmlrpc_loader *loader)
{
    return pm_fail_at(loader->error, 0, "text where <%s> may have none", innermost_name(loader));
}

static int misplaced(struct pm_xmlrpc_loader *loader, const xmlChar *name, bool known)
{
    const char *outer = innermost_name(loader);

    if (!known)
        return pm_fail_at(loader->error, 0, "unknown element <%.64s>", (const char *)name);
    if (outer == NULL)
        return pm_fail_at(loader->error, 0, "the document begins with <%s>", (const char *)name);
    return pm_fail_at(loader->error, 0, "<%s> must not stand in <%s> here", (const char *)name, outer);
}

static int open_element(struct pm_xmlrpc_loader *loader, const xmlChar *name, int namespaces)
{
    const struct pm_xmlrpc_element *element = find(&loader->names, name);

    if (element == NULL || !(element->where & AT(innermost(loader)->place)))
        return misplaced(loader, name, element != NULL);
    if (pm_buffer_length(&loader->text) > 0) { /* it stands in a value, in front of its type */
        if (!is_blank((const char *)pm_buffer_bytes(&loader->text), pm_buffer_length(&loader->text)))
            return stray_text(loader);
        pm_buffer_clear(&loader->text);
    }
    loader->open[loader->depth++] = (struct pm_xmlrpc_open){
        .element = element,
        .values = (uint32_t)loader->value_count,
        .place = (uint8_t)element->inside,
        .namespaces = (uint8_t)namespaces,
    };
    return 0;
}

void pm_xmlrpc_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
    const xmlChar **attributes)
{
    struct pm_xmlrpc_loader *loader = context;

    (void)prefix, (void)uri, (void)namespaces, (void)default_count, (void)attributes;
    loader->silence = 0;
    if (loader->failed)
        return;
    if (count_attributes(loader, namespace_count, attribute_count) != 0 || count_element(loader) != 0 ||
        open_element(loader, name, namespace_count) != 0)
        pm_xmlrpc_stop(loader);
}

static int finish(struct pm_xmlrpc_loader *loader, const struct pm_xmlrpc_open *open)
{
    const struct pm_xmlrpc_element *element = open->element;
    const char *lacks = places[open->place].lacks;
    pymgr_value *value;

    if (lacks != NULL)
        return pm_fail_at(loader->error, 0, "<%s> without <%s>", element->name, lacks);
    if (element->scalar != NULL)
        return element->scalar(loader, element->name, &value) == 0 ? push(loader, value) : -1;
    return element->end != NULL ? element->end(loader, open) : 0;
}

void pm_xmlrpc_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct pm_xmlrpc_loader *loader = context;
    struct pm_xmlrpc_open *open = innermost(loader);

    (void)name, (void)prefix, (void)uri;
    loader->silence = 0;
    if (loader->failed)
        return;
    if (finish(loader, open) != 0) {
        pm_xmlrpc_stop(loader);
        return;
    }
    if (pm_buffer_length(&loader->text) > 0)
        pm_buffer_clear(&loader->text);
    loader->namespace_count -= open->namespaces;
    loader->depth--;
    open = innermost(loader);
    open->place = (uint8_t)places[open->place].next;
}

static int add_text(struct pm_xmlrpc_loader *loader, const char *text, size_t size)
{
    if (!places[innermost(loader)->place].text)
        return is_blank(text, size) ? 0 : stray_text(loader);
    pm_put(&loader->text, text, size);
    return pm_buffer_failed(&loader->text) ? pm_fail_nomem(loader->error) : 0;
}

void pm_xmlrpc_text(void *context, const xmlChar *text, int size)
{
    struct pm_xmlrpc_loader *loader = context;

    loader->silence = 0;
    if (loader->failed)
        return;
    if (add_text(loader, (const char *)text, (size_t)size) != 0)
        pm_xmlrpc_stop(loader);
}
