/* SPDX-License-Identifier: MIT
 *
 * Waits for COUNT questions, whoever's, and answers them, as answer.py does.
 *
 *     answer ADDRESS SERIALIZER WHO COUNT
 */
#include <pymgr/pymgr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 0, or -1. */
static int answer_one(
    pymgr_proxy *questions, pymgr_proxy *answers, const char *who, struct pymgr_error *error)
{
    pymgr_value *question = pymgr_queue_get(questions, -1, error), *added;
    const char *asker;
    char key[24];
    int number;

    if (pymgr_unpack(question, error, "{number=i, from=s}", &number, &asker) != 0) {
        pymgr_unref(question);
        return -1;
    }
    printf("%-19s%-6sgot  %d from %s\n", who, strchr(pymgr_proxy_address(questions), '/') ? "unix" : "tcp",
        number, asker);
    snprintf(key, sizeof key, "%d", number);
    added = pymgr_call(answers, error, "update", "{s:{square=i, by=s}}", key, number * number, who);
    pymgr_unref(question);
    pymgr_unref(added);
    return added == NULL ? -1 : 0;
}

static int answer_all(pymgr_manager *manager, const char *who, int count, struct pymgr_error *error)
{
    pymgr_proxy *questions = pymgr_get(manager, "questions", error);
    pymgr_proxy *answers = questions == NULL ? NULL : pymgr_get(manager, "answers", error);
    int result = answers == NULL ? -1 : 0;

    while (result == 0 && count-- > 0)
        result = answer_one(questions, answers, who, error);
    pymgr_proxy_unref(answers);
    pymgr_proxy_unref(questions);
    return result;
}

int main(int argc, char **argv)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager;
    int result = -1;

    if (argc != 5)
        return 2;
    options.address = argv[1];
    options.serializer = argv[2];
    manager = pymgr_connect(&options, &error);
    if (manager != NULL)
        result = answer_all(manager, argv[3], atoi(argv[4]), &error);
    if (result != 0)
        fprintf(stderr, "%s: %s\n", argv[3], error.text);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return result == 0 ? 0 : 1;
}
