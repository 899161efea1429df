// ceilings feeds|files TEXTS SECONDS: what no engine can beat, finding the line feeds of texts in memory; or reading the
// files, one after the other.
#include "peer.h"

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int documents, done = 0;
    bool is_reading = strcmp(argv[1], "files") == 0;
    char **paths = list(argv[2], &documents);
    text *texts = read_texts(argv[2], &documents);
    double limit = atof(argv[3]), bytes = 0;
    size_t feeds = 0;
    double begin = now();
    do {
        for (int round = 0; round < 50; round++) {
            text subject = texts[done % documents];
            if (is_reading) {
                text fresh = read_file(paths[done % documents]);
                free(fresh.bytes);
            } else {
                const char *at = subject.bytes, *end = at + subject.count;
                while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) feeds++, at++;
            }
            bytes += (double)subject.count;
            done++;
        }
    } while (now() - begin < limit);
    report(bytes, now() - begin, done, feeds, 0, 0);
}
