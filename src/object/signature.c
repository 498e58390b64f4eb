/* SPDX-License-Identifier: MIT
 *
 * Signatures are parsed at first use and kept in a table of chains that only ever grow at their heads: a
 * reader follows a chain without a lock, and a writer that loses the race for a head looks again.
 */
#include "object/signature.h"

#include "base/memory.h"
#include "value/literal.h"

#include <stdatomic.h>

enum { CHAINS = 256 };

static _Atomic(struct pm_signature *) chains[CHAINS];

/* --- parsing --- */

struct parser {
    struct pm_literal_reader reader;
    struct pm_parameter parameters[PM_PARAMETERS_MAX];
    size_t count;
    enum pm_parameter_kind kind; /* of the next plain parameter */
    bool slash;
};

static int fail(struct parser *parser, const char *what)
{
    pm_literal_fail(&parser->reader, what);
    return -1;
}

/* `/`: what came before it has no name for callers. */
static int end_positional_only(struct parser *parser)
{
    for (size_t i = 0; i < parser->count; i++)
        parser->parameters[i].kind = PM_POSITIONAL_ONLY;
    parser->slash = true;
    return 0;
}

static int parse_default(struct parser *parser, struct pm_parameter *parameter)
{
    parameter->required = false;
    if (pm_literal_take(&parser->reader, "..."))
        return 0;
    parameter->preset = pm_literal_read(&parser->reader);
    return parameter->preset == NULL ? -1 : 0;
}

static int parse_named(struct parser *parser, enum pm_parameter_kind kind)
{
    struct pm_parameter *parameter = &parser->parameters[parser->count];
    const char *name;
    size_t length = pm_literal_identifier(&parser->reader, &name);

    if (length == 0 || parser->count == PM_PARAMETERS_MAX)
        return fail(parser, "expected a parameter's name");
    *parameter = (struct pm_parameter){ .kind = kind, .name = pm_str_trusted(name, length) };
    if (parameter->name == NULL)
        return pm_fail_nomem(parser->reader.error);
    parser->count++;
    parameter->required = kind != PM_VAR_POSITIONAL && kind != PM_VAR_KEYWORD;
    return pm_literal_take(&parser->reader, "=") ? parse_default(parser, parameter) : 0;
}

/* `*` alone, or `*args`: what follows goes by name only. */
static int parse_star(struct parser *parser)
{
    size_t start = parser->reader.position;

    parser->kind = PM_KEYWORD_ONLY;
    if (pm_literal_take(&parser->reader, ",")) {
        parser->reader.position = start;
        return 0;
    }
    return parse_named(parser, PM_VAR_POSITIONAL);
}

static int parse_parameter(struct parser *parser)
{
    if (pm_literal_take(&parser->reader, "/"))
        return end_positional_only(parser);
    if (pm_literal_take(&parser->reader, "**"))
        return parse_named(parser, PM_VAR_KEYWORD);
    if (pm_literal_take(&parser->reader, "*"))
        return parse_star(parser);
    return parse_named(parser, parser->kind);
}

static int parse(struct parser *parser)
{
    bool comma = true;

    if (!pm_literal_take(&parser->reader, "("))
        return fail(parser, "expected '('");
    while (!pm_literal_take(&parser->reader, ")")) {
        if (!comma)
            return fail(parser, "expected ',' or ')'");
        if (parse_parameter(parser) != 0)
            return -1;
        comma = pm_literal_take(&parser->reader, ",");
    }
    return 0;
}

static void drop_parameters(struct pm_parameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pymgr_unref(parameters[i].name);
        pymgr_unref(parameters[i].preset);
    }
}

static void summarise(struct pm_signature *signature)
{
    signature->var_positional = signature->var_keyword = SIZE_MAX;
    for (size_t i = 0; i < signature->count; i++) {
        const struct pm_parameter *parameter = &signature->parameters[i];

        if (parameter->kind <= PM_POSITIONAL_OR_KEYWORD) {
            signature->positional++;
            signature->required += parameter->required;
        } else if (parameter->kind == PM_VAR_POSITIONAL) {
            signature->var_positional = i;
        } else if (parameter->kind == PM_VAR_KEYWORD) {
            signature->var_keyword = i;
        }
    }
}

static struct pm_signature *make(const struct pm_method *method, struct pm_error *error)
{
    struct parser parser = { .kind = PM_POSITIONAL_OR_KEYWORD };
    struct pm_signature *signature = NULL;
    size_t size;

    parser.reader = (struct pm_literal_reader){
        .text = method->signature, .size = strlen(method->signature), .error = error
    };
    size = parse(&parser) == 0 ? parser.count * sizeof parser.parameters[0] : SIZE_MAX;
    if (size != SIZE_MAX && (signature = pm_calloc(1, sizeof *signature + size)) == NULL)
        pm_fail_nomem(error);
    if (signature == NULL) {
        drop_parameters(parser.parameters, parser.count);
        return NULL;
    }
    signature->method = method;
    signature->self_by_name = !parser.slash;
    signature->count = parser.count;
    memcpy(signature->parameters, parser.parameters, size);
    summarise(signature);
    return signature;
}

static void release(struct pm_signature *signature)
{
    drop_parameters(signature->parameters, signature->count);
    pm_free(signature);
}

/* --- the cache --- */

static _Atomic(struct pm_signature *) *chain_of(const struct pm_method *method)
{
    uintptr_t address = (uintptr_t)method;

    return &chains[(address / sizeof *method) % CHAINS];
}

static const struct pm_signature *find(struct pm_signature *first, const struct pm_method *method)
{
    while (first != NULL && first->method != method)
        first = first->next;
    return first;
}

const struct pm_signature *pm_signature_of(const struct pm_method *method, struct pm_error *error)
{
    _Atomic(struct pm_signature *) *chain = chain_of(method);
    struct pm_signature *first = atomic_load_explicit(chain, memory_order_acquire), *made;
    const struct pm_signature *found = find(first, method);

    if (found != NULL)
        return found;
    made = make(method, error);
    while (made != NULL) {
        made->next = first;
        if (atomic_compare_exchange_weak(chain, &first, made))
            return made;
        found = find(first, method);
        if (found != NULL) {
            release(made);
            return found;
        }
    }
    return NULL;
}
