#include "ccharset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>

void winnow_charset_detect(const uint8_t *bytes, size_t length, char *name, size_t capacity) {
    name[0] = 0;
    uchardet_t detector = uchardet_new();
    if (!detector) return;
    if (uchardet_handle_data(detector, (const char *)bytes, length) == 0) {
        uchardet_data_end(detector);
        const char *found = uchardet_get_charset(detector);
        if (found && strlen(found) < capacity) strcpy(name, found);
    }
    uchardet_delete(detector);
}

uint8_t *winnow_charset_convert(const char *from, const char *to, const uint8_t *bytes, size_t length, size_t *result) {
    iconv_t conversion = iconv_open(to, from);
    if (conversion == (iconv_t)-1) return NULL;
    size_t capacity = length * 2 + 16;
    char *out = malloc(capacity), *at = out;
    char *in = (char *)bytes;
    size_t left = length, room = capacity;
    int flushing = 0;
    while (out) {
        size_t status = flushing ? iconv(conversion, NULL, NULL, &at, &room) : iconv(conversion, &in, &left, &at, &room);
        if (status == 0) {
            if (flushing) break;
            flushing = 1;  // gives back the initial shift state, where the set has one
            continue;
        }
        if (status == (size_t)-1 && errno == E2BIG) {
            size_t used = (size_t)(at - out);
            char *more = realloc(out, capacity * 2);
            if (!more) {
                free(out);
                out = NULL;
                break;
            }
            out = more;
            at = out + used;
            room = capacity * 2 - used;
            capacity *= 2;
            continue;
        }
        // Not convertible, cut short, or converted in an irreversible way.
        free(out);
        out = NULL;
    }
    iconv_close(conversion);
    if (out) *result = (size_t)(at - out);
    return (uint8_t *)out;
}

int winnow_charset_known(const char *name) {
    iconv_t from = iconv_open("UTF-8", name), to = iconv_open(name, "UTF-8");
    int known = from != (iconv_t)-1 && to != (iconv_t)-1;
    if (from != (iconv_t)-1) iconv_close(from);
    if (to != (iconv_t)-1) iconv_close(to);
    return known;
}

void winnow_charset_free(uint8_t *bytes) { free(bytes); }
