/* SPDX-License-Identifier: MIT */
#include "client/manager.h"

int pymgr_server_info(pymgr_manager *manager, struct pymgr_server_info *infop, struct pymgr_error *error)
{
    const struct pm_endpoint *endpoint = pm_manager_endpoint(manager);
    struct pm_connection *connection;
    pymgr_value *answer;

    if (pm_endpoint_open(endpoint, &connection, error) != 0)
        return -1;
    answer = pm_connection_ask(connection, endpoint->options.call_timeout, "dummy", NULL, NULL, error);
    if (answer != NULL)
        *infop = (struct pymgr_server_info){ pm_digest_name(pm_connection_digest(connection)),
            pm_connection_dialect(connection)->protocol };
    pm_connection_close(connection);
    if (answer == NULL)
        return -1;
    pymgr_unref(answer);
    return 0;
}
