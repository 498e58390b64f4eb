/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz harness over files instead of under libFuzzer: `fuzz_NAME [PATH...]`, each a file or a folder
 * with all below it; without any, over tests/corpus/NAME. A finding is a crash, so whatever comes back has
 * passed.
 */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { OPEN_FOLDERS = 16 };

static unsigned long passed;

static uint8_t *read_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(size == 0 ? 1 : size);

    if (file == NULL || bytes == NULL || fread(bytes, 1, size, file) != size) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return bytes;
}

/* Each input is a block of just its size, so that a sanitizer sees a read beyond its end. */
static int replay(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    uint8_t *bytes;
    size_t size = (size_t)status->st_size;

    (void)walk;
    if (kind != FTW_F)
        return 0;
    puts(path);
    fflush(stdout);
    bytes = read_file(path, size);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    passed++;
    return 0;
}

static void replay_path(const char *path)
{
    if (nftw(path, replay, OPEN_FOLDERS, FTW_PHYS) != 0) {
        perror(path);
        exit(2);
    }
}

static void replay_corpus(const char *program)
{
    const char *tests = getenv("PYMGR_TESTS_DIR");
    const char *name = strstr(program, "fuzz_");
    char path[4096];

    if (name == NULL)
        exit(2);
    snprintf(path, sizeof path, "%s/corpus/%s", tests == NULL ? "tests" : tests, name + strlen("fuzz_"));
    replay_path(path);
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');

    for (int i = 1; i < argc; i++)
        replay_path(argv[i]);
    if (argc == 1)
        replay_corpus(slash == NULL ? argv[0] : slash + 1);
    printf("%lu passed, 0 failed\n", passed);
    return passed > 0 ? 0 : 1;
}
