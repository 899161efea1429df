#define _GNU_SOURCE
#include "cgetopt.h"

#include <stddef.h>

void winnow_getopt_begin(void) {
    opterr = 0;
    optind = 0;  // glibc: begin anew
}

int winnow_getopt_next(int count, char **words, const char *letters, const struct option *options, int *word,
                       char **value) {
    optarg = NULL;
    int code = getopt_long(count, words, letters, options, NULL);
    *word = optind > 1 ? optind - 1 : 1;
    *value = optarg;
    return code;
}

int winnow_getopt_operands(void) { return optind; }
