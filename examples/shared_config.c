/* SPDX-License-Identifier: MIT
 *
 * A service that keeps its settings in a shared dict, so that whoever can reach the server can change them
 * while it runs. It reads them at its start, and again whenever the event `changed` is set.
 *
 *     shared_config
 *
 * Change them from Python, with shared_config.py, or from the shell:
 *
 *     pymgr call config update "{'level': 'debug'}" && pymgr call changed set
 */
#include <pymgr/pymgr.h>

#include <stdio.h>

struct settings {
    char level[16];
    int workers;
    double pause;
    int stop;
};

static const struct settings by_default = { .level = "info", .workers = 4, .pause = 0.5 };

/* Reads the settings in one call. Those that are missing, or are nothing that we could use, are the default.
 */
static int read_settings(pymgr_proxy *config, struct settings *settings, struct pymgr_error *error)
{
    pymgr_value *copy = pymgr_shared_dict_copy(config, error);
    const char *level = by_default.level;

    if (copy == NULL)
        return -1;
    *settings = by_default;
    /* Behind `|` keys may be missing: their variables stay as they are. `*`: there may be others. */
    if (pymgr_unpack(copy, error, "{| level=s, workers=i, pause=f, stop=b *}", &level, &settings->workers,
            &settings->pause, &settings->stop) < 0)
        printf("the settings are not as they should be: %s\n", error->text);
    /* `level` belongs to the value from here on it came: copy it before that goes. */
    snprintf(settings->level, sizeof settings->level, "%s", level);
    pymgr_unref(copy);
    return 0;
}

static int serve(pymgr_proxy *config, pymgr_proxy *changed, struct pymgr_error *error)
{
    struct settings settings;

    while (read_settings(config, &settings, error) == 0) {
        printf("level %s, %d workers, a pause of %.2f s\n", settings.level, settings.workers, settings.pause);
        fflush(stdout);
        if (settings.stop)
            return 0;
        /* A real service would do its work here, and look with a timeout of 0. The event is cleared before
         * the settings are read, so that no change is missed. */
        if (pymgr_event_wait(changed, -1, error) < 0 || pymgr_event_clear(changed, error) < 0)
            return -1;
    }
    return -1;
}

int main(void)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pymgr_connect(&options, &error);
    pymgr_proxy *config = manager == NULL ? NULL : pymgr_get(manager, "config", &error);
    pymgr_proxy *changed = config == NULL ? NULL : pymgr_get(manager, "changed", &error);
    int failed = changed == NULL || serve(config, changed, &error) < 0;

    if (failed)
        fprintf(stderr, "%s\n", error.text);
    pymgr_proxy_unref(changed);
    pymgr_proxy_unref(config);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return failed;
}
