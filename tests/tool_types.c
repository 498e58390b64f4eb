/* SPDX-License-Identifier: MIT
 *
 * Prints the tables of the shared types for a script, interop/check_tables.py: lines of columns with tabs
 * between them, the first of which is the typeid.
 *
 *     TYPEID  proxytype  NAME
 *     TYPEID  construct  SIGNATURE
 *     TYPEID  exposed    NAME  SIGNATURE  RESULT_TYPEID      `-` where there is none
 */
#include "object/registry.h"
#include "types/types.h"

#include <stdio.h>
#include <stdlib.h>

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

static void print_exposed(const struct pm_registered *registered, const char *typeid)
{
    const pymgr_value *exposed = pm_registered_exposed(registered);

    for (size_t i = 0; i < pymgr_length(exposed); i++) {
        const struct pm_method *method;
        size_t size;
        const char *name = pymgr_text(pymgr_item(exposed, i), &size);

        pm_registered_method(registered, pm_registered_row(registered)->type, name, size, &method);
        printf("%s\texposed\t%s\t%s\t%s\n", typeid, name, or_dash(method == NULL ? NULL : method->signature),
            or_dash(method == NULL ? NULL : method->result_typeid));
    }
}

int main(void)
{
    struct pm_registry *registry = pm_registry_new(pm_typeids);

    if (registry == NULL)
        return EXIT_FAILURE;
    for (const struct pm_typeid *row = pm_typeids; row->typeid != NULL; row++) {
        printf("%s\tproxytype\t%s\n", row->typeid, row->proxytype);
        printf("%s\tconstruct\t%s\n", row->typeid, row->type->construct.signature);
        print_exposed(pm_registry_typeid(registry, row->typeid, strlen(row->typeid)), row->typeid);
    }
    pm_registry_free(registry);
    return EXIT_SUCCESS;
}
