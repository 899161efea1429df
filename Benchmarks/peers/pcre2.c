// pcre2 RULES TEXTS SECONDS: PCRE2 with machine code, rule after rule over every text.
#include "peer.h"

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int rules, documents, done = 0;
    char **patterns = read_rules(argv[1], &rules);
    text *texts = read_texts(argv[2], &documents);
    double begin = now();
    pcre2_code **codes = compile_rules(patterns, rules);
    double load = now() - begin, limit = atof(argv[3]), bytes = 0;
    pcre2_match_data *data = pcre2_match_data_create(32, NULL);
    size_t matches = 0;
    begin = now();
    do {
        text subject = texts[done++ % documents];
        for (int i = 0; i < rules; i++) matches += match_all(codes[i], subject, data);
        bytes += (double)subject.count;
    } while (now() - begin < limit);
    report(bytes, now() - begin, done, matches, load, 0);
}
