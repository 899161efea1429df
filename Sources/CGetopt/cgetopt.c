#define _GNU_SOURCE
#include "cgetopt.h"

#include <pthread.h>
#include <stddef.h>

// getopt keeps where it is in the process's own variables.
static pthread_mutex_t in_use = PTHREAD_MUTEX_INITIALIZER;

void winnow_getopt_begin(void) {
    pthread_mutex_lock(&in_use);
    opterr = 0;
    optind = 0;  // glibc: begin anew
}

int winnow_getopt_next(int count, char **words, const char *letters, const struct option *options, int *word,
                       char **value) {
    optarg = NULL;
    optopt = 0;
    int code = getopt_long(count, words, letters, options, NULL);
    *word = optind > 1 ? optind - 1 : 1;
    // A character of several bytes: getopt has stopped within the word and stays at it.
    if (optopt < 0 && optind < count && words[optind][0] == '-' && words[optind][1] < 0) *word = optind;
    *value = optarg;
    return code;
}

int winnow_getopt_letter(void) { return optopt < 0 ? -1 : optopt < 128 ? optopt : 0; }

int winnow_getopt_operands(void) { return optind; }

void winnow_getopt_end(void) { pthread_mutex_unlock(&in_use); }
