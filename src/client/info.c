/* SPDX-License-Identifier: MIT
 *
 * What a server shows of itself: pymgr_server_info.
 */
#include "client/errand.h"
#include "client/manager.h"

int pymgr_server_info(pymgr_manager *manager, struct pymgr_server_info *infop, struct pymgr_error *error)
{
    const struct pm_endpoint *endpoint = pm_manager_endpoint(manager);
    struct pm_errand errand;
    pymgr_value *answer;

    if (pm_errand_begin(&errand, endpoint, endpoint->options.connect_timeout, error) != 0)
        return -1;
    answer = pm_errand_ask(&errand, endpoint->options.call_timeout, "dummy", NULL, NULL, error);
    if (answer != NULL)
        *infop = (struct pymgr_server_info){ pm_digest_name(pm_connection_digest(errand.connection)),
            pm_connection_dialect(errand.connection)->protocol };
    pm_errand_end(&errand);
    if (answer == NULL)
        return -1;
    pymgr_unref(answer);
    return 0;
}
