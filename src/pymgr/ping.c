/* SPDX-License-Identifier: MIT
 *
 * A reply is what it takes to be a client: a new connection, the handshake, and a call of the server's
 * `dummy`.
 */
#include "pymgr/commands.h"
#include "pymgr/output.h"

enum { COUNT_LIMIT = 1000000000 };

struct pings {
    unsigned long long sent, answered;
    double least, most, sum; /* seconds */
    enum pm_exit failed;     /* how the last one that was not answered ended */
};

/* --- options -------------------------------------------------------------------------------------------- */

static unsigned long long wanted = 1; /* 0: without end */
static double interval = 1;           /* seconds */

static const char *set_count(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_number(argument, 0, COUNT_LIMIT, &wanted) ? NULL : "not a number from 0 to 1000000000";
}

static const char *set_interval(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_seconds(argument, 0, &interval) ? NULL : "not a number of seconds from 0 to 86400";
}

static const struct pm_option options[] = {
    { .name = "count", .letter = 'c', .has_argument = true, .store = set_count },
    { .name = "interval", .letter = 'i', .has_argument = true, .store = set_interval },
    { 0 },
};

/* --- pinging -------------------------------------------------------------------------------------------- */

static void count_answer(struct pings *pings, double seconds)
{
    if (pings->answered == 0 || seconds < pings->least)
        pings->least = seconds;
    if (seconds > pings->most)
        pings->most = seconds;
    pings->sum += seconds;
    pings->answered++;
}

static void ping(const struct pm_tool *tool, struct pings *pings)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    double start = pm_tool_now(), seconds;
    pymgr_manager *manager = pm_tool_connect(tool, &error);

    seconds = pm_tool_now() - start;
    pings->sent++;
    if (manager == NULL) {
        pings->failed = pm_tool_fail(tool, &error);
        return;
    }
    pymgr_close(manager);
    count_answer(pings, seconds);
    if (!tool->json)
        printf("%s: answer %llu in %.3f ms\n", tool->server.address, pings->sent, seconds * 1e3);
}

/* --- the end -------------------------------------------------------------------------------------------- */

static double mean_of(const struct pings *pings)
{
    return pings->sum / (double)pings->answered;
}

static enum pm_exit show_json(const struct pm_tool *tool, const struct pings *pings)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *times =
        pings->answered == 0
            ? pymgr_none()
            : pymgr_pack(&error, "{min=f, mean=f, max=f}", pm_tool_milliseconds(pings->least),
                  pm_tool_milliseconds(mean_of(pings)), pm_tool_milliseconds(pings->most));

    return pm_show(tool,
        pymgr_pack(&error, "{address=s, sent=U, answered=U, milliseconds=o}", tool->server.address,
            (uint64_t)pings->sent, (uint64_t)pings->answered, times),
        &error);
}

static void show(const struct pings *pings)
{
    printf("%llu of %llu answered", pings->answered, pings->sent);
    if (pings->answered > 0)
        printf(
            ", min/avg/max %.3f/%.3f/%.3f ms", pings->least * 1e3, mean_of(pings) * 1e3, pings->most * 1e3);
    putchar('\n');
}

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pings pings = { 0 };
    double next = pm_tool_now();
    enum pm_exit shown = PM_EXIT_FINE;

    (void)count;
    (void)words;
    pm_tool_catch_interrupt();
    for (;;) {
        ping(tool, &pings);
        fflush(stdout);
        if (pm_tool_interrupted() || pings.sent == wanted)
            break;
        next += interval;
        pm_tool_pause(next - pm_tool_now());
        if (pm_tool_interrupted())
            break;
    }
    if (tool->json)
        shown = show_json(tool, &pings);
    else if (wanted != 1)
        show(&pings);
    return pings.failed != PM_EXIT_FINE ? pings.failed : shown;
}

const struct pm_command pm_command_ping = { .name = "ping", .words = "", .options = options, .run = run };
