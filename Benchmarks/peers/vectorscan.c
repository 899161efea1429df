// vectorscan RULES TEXTS SECONDS CACHE: Vectorscan as a prefilter, then PCRE2 for the rules that it names. Its database
// is kept in the file CACHE, for compiling thousands of rules takes minutes. Matches that it loses are counted against
// PCRE2 rule by rule, apart from the time.
#include "peer.h"

#include <hs/hs.h>

static unsigned char *is_named;
static unsigned *named;
static int named_count;

static int note(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)from, (void)to, (void)flags, (void)context;
    if (!is_named[id]) {
        is_named[id] = 1;
        named[named_count++] = id;
    }
    return 0;
}

static hs_database_t *database(char **patterns, int rules, const char *cache) {
    hs_database_t *result = NULL;
    text kept = read_file(cache);
    if (kept.count && hs_deserialize_database(kept.bytes, kept.count, &result) == HS_SUCCESS) return result;
    unsigned *flags = malloc(sizeof *flags * (size_t)rules), *ids = malloc(sizeof *ids * (size_t)rules);
    for (int i = 0; i < rules; i++) {
        flags[i] = HS_FLAG_MULTILINE | HS_FLAG_CASELESS | HS_FLAG_PREFILTER | HS_FLAG_SINGLEMATCH | HS_FLAG_UTF8 |
                   HS_FLAG_ALLOWEMPTY;
        ids[i] = (unsigned)i;
    }
    hs_compile_error_t *error;
    if (hs_compile_multi((const char *const *)patterns, flags, ids, (unsigned)rules, HS_MODE_BLOCK, NULL, &result,
                         &error) != HS_SUCCESS) {
        fprintf(stderr, "vectorscan: %s\n", error->message);
        exit(1);
    }
    char *bytes;
    size_t count;
    FILE *file = fopen(cache, "wb");
    if (file && hs_serialize_database(result, &bytes, &count) == HS_SUCCESS) fwrite(bytes, 1, count, file);
    if (file) fclose(file);
    return result;
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    int rules, documents, done = 0;
    char **patterns = read_rules(argv[1], &rules);
    text *texts = read_texts(argv[2], &documents);
    pcre2_code **codes = compile_rules(patterns, rules);
    is_named = calloc((size_t)rules, 1);
    named = malloc(sizeof *named * (size_t)rules);
    double begin = now();
    hs_database_t *data_base = database(patterns, rules, argv[4]);
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(data_base, &scratch) != HS_SUCCESS) return 1;
    double load = now() - begin, limit = atof(argv[3]), bytes = 0;
    pcre2_match_data *data = pcre2_match_data_create(32, NULL);
    size_t matches = 0;
    begin = now();
    do {
        text subject = texts[done++ % documents];
        named_count = 0;
        hs_scan(data_base, subject.bytes, (unsigned)subject.count, 0, scratch, note, NULL);
        for (int k = 0; k < named_count; k++) {
            is_named[named[k]] = 0;
            matches += match_all(codes[named[k]], subject, data);
        }
        bytes += (double)subject.count;
    } while (now() - begin < limit);
    double seconds = now() - begin;
    long lost = 0;
    begin = now();
    for (int d = 0; d < documents && now() - begin < 2 * limit; d++) {
        named_count = 0;
        hs_scan(data_base, texts[d].bytes, (unsigned)texts[d].count, 0, scratch, note, NULL);
        for (int i = 0; i < rules; i++) {
            if (!is_named[i]) lost += (long)match_all(codes[i], texts[d], data);
            is_named[i] = 0;
        }
    }
    report(bytes, seconds, done, matches, load, lost);
}
