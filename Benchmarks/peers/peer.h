// What the peers in C have in common: reading rules and texts, a clock, the line of results.
#define _GNU_SOURCE
#define PCRE2_CODE_UNIT_WIDTH 8
#include <dirent.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    char *bytes;
    size_t count;
} text;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static text read_file(const char *path) {
    text result = {0};
    FILE *file = fopen(path, "rb");
    if (!file) return result;
    size_t room = 1 << 14, got;
    result.bytes = malloc(room);
    while ((got = fread(result.bytes + result.count, 1, room - result.count, file)) > 0) {
        result.count += got;
        if (result.count == room) result.bytes = realloc(result.bytes, room *= 2);
    }
    fclose(file);
    return result;
}

static int by_name(const void *left, const void *right) { return strcmp(*(char **)left, *(char **)right); }

// The paths of a folder's files, in order.
static char **list(const char *folder, int *count) {
    char **paths = NULL;
    DIR *directory = opendir(folder);
    struct dirent *entry;
    *count = 0;
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.') continue;
        paths = realloc(paths, sizeof *paths * (size_t)(*count + 1));
        if (asprintf(&paths[(*count)++], "%s/%s", folder, entry->d_name) < 0) exit(1);
    }
    if (directory) closedir(directory);
    qsort(paths, (size_t)*count, sizeof *paths, by_name);
    return paths;
}

static text *read_texts(const char *folder, int *count) {
    char **paths = list(folder, count);
    text *texts = malloc(sizeof *texts * (size_t)*count);
    for (int i = 0; i < *count; i++) texts[i] = read_file(paths[i]);
    return texts;
}

static char **read_rules(const char *path, int *count) {
    FILE *file = fopen(path, "r");
    char **rules = NULL, *line = NULL;
    size_t room = 0;
    ssize_t length;
    *count = 0;
    while (file && (length = getline(&line, &room, file)) > 0) {
        if (line[length - 1] == '\n') line[--length] = 0;
        rules = realloc(rules, sizeof *rules * (size_t)(*count + 1));
        rules[(*count)++] = strdup(line);
    }
    if (file) fclose(file);
    return rules;
}

static pcre2_code **compile_rules(char **rules, int count) {
    pcre2_code **codes = malloc(sizeof *codes * (size_t)count);
    for (int i = 0; i < count; i++) {
        int error;
        PCRE2_SIZE offset;
        codes[i] = pcre2_compile((PCRE2_SPTR)rules[i], PCRE2_ZERO_TERMINATED,
                                 PCRE2_MULTILINE | PCRE2_CASELESS | PCRE2_UTF, &error, &offset, NULL);
        if (!codes[i]) exit(1);
        pcre2_jit_compile(codes[i], PCRE2_JIT_COMPLETE);
    }
    return codes;
}

// All matches of one rule in one text.
static size_t match_all(const pcre2_code *code, text subject, pcre2_match_data *data) {
    size_t count = 0, from = 0;
    while (from < subject.count && pcre2_match(code, (PCRE2_SPTR)subject.bytes, subject.count, from,
                                               PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, data, NULL) > 0) {
        PCRE2_SIZE *vector = pcre2_get_ovector_pointer(data);
        count++;
        from = vector[1] > from ? vector[1] : from + 1;
    }
    return count;
}

static void report(double bytes, double seconds, int documents, size_t matches, double load, long lost) {
    printf("{\"mb_per_second\": %.3f, \"documents\": %d, \"matches\": %zu, \"load_ms\": %.1f, \"lost\": %ld}\n",
           bytes / 1e6 / seconds, documents, matches, load * 1e3, lost);
}
