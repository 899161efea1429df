// What the kernels have in common: folded loads, literals, keys.
#pragma once
#include "cscan.h"

#include <string.h>

static const uint64_t fold = 0x2020202020202020u;

static inline uint64_t load8(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

static inline uint64_t load4(const uint8_t *at) {
    uint32_t word;
    memcpy(&word, at, 4);
    return word;
}

static inline uint64_t load2(const uint8_t *at) {
    uint16_t word;
    memcpy(&word, at, 2);
    return word;
}

static inline bool equal(const uint8_t *text, const uint8_t *folded, size_t n) {
    size_t at = 0;
    for (; at + 8 <= n; at += 8) {
        if ((load8(text + at) | fold) != load8(folded + at)) return false;
    }
    for (; at < n; at++) {
        if ((text[at] | 0x20) != folded[at]) return false;
    }
    return true;
}

static inline bool may_hold(const cscan_table *table, uint64_t hash) {
    uint64_t place = hash >> table->shift;
    return table->bits[place >> 6] >> (place & 63) & 1;
}

// The gram at a place, folded; near the text's end it may be shorter, and is filled up with what no gram has.
static inline uint64_t gram_at(const uint8_t *text, size_t n, size_t at, uint64_t mask) {
    if (n - at >= 8) return (load8(text + at) | fold) & mask;
    uint8_t rest[8] = {0};
    memcpy(rest, text + at, n - at);
    return (load8(rest) | fold) & mask;
}

static inline bool is_alphanumeric(uint8_t byte) {
    return (uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10;
}
