#include "cscan.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

// U+017F is C5 BF, U+212A is E2 84 AA; the text is valid UTF-8, so two bytes tell the latter nearly for certain, and
// where they mislead, a needless shadow text is made.
static inline bool is_partner(const uint8_t *at) {
    return (at[0] == 0xC5 && at[1] == 0xBF) || (at[0] == 0x84 && at[1] == 0xAA);
}

size_t cscan_line_feeds(const uint8_t *text, size_t n, size_t from, size_t *ends, size_t capacity, size_t *next,
                        bool *partners) {
    size_t count = 0, at = from;
#if defined(__SSE2__)
    const __m128i feed = _mm_set1_epi8('\n');
    while (at + 64 <= n && count + 64 <= capacity) {
        uint64_t feeds = 0, beyond = 0;
        for (int part = 0; part < 4; part++) {
            __m128i block = _mm_loadu_si128((const __m128i *)(text + at + 16 * part));
            feeds |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, feed)) << (16 * part);
            beyond |= (uint64_t)(uint32_t)_mm_movemask_epi8(block) << (16 * part);
        }
        while (feeds) {
            ends[count++] = at + (size_t)__builtin_ctzll(feeds);
            feeds &= feeds - 1;
        }
        if (__builtin_expect(beyond != 0, 0)) {
            // Only two neighbours beyond ASCII can be one of the pairs.
            uint64_t pairs = beyond & (beyond >> 1 | (uint64_t)1 << 63);
            while (pairs) {
                size_t place = at + (size_t)__builtin_ctzll(pairs);
                if (place + 1 < n && is_partner(text + place)) *partners = true;
                pairs &= pairs - 1;
            }
        }
        at += 64;
    }
#endif
    while (at < n && count < capacity) {
        if (text[at] == '\n') ends[count++] = at;
        if (at + 1 < n && is_partner(text + at)) *partners = true;
        at++;
    }
    *next = at;
    return count;
}

// Bytes of the blank that begins at `at`, or 0.
static inline size_t blank_at(const uint8_t *text, size_t at, size_t end) {
    uint8_t byte = text[at];
    if (byte < 0x80) return byte == ' ' || (byte >= '\t' && byte <= '\r');
    size_t left = end - at;
    if (byte == 0xC2) return left >= 2 && (text[at + 1] == 0xA0 || text[at + 1] == 0x85) ? 2 : 0;
    if (left < 3 || byte < 0xE1) return 0;
    uint8_t second = text[at + 1], third = text[at + 2];
    switch (byte) {
    case 0xE1: return (second == 0x9A && third == 0x80) || (second == 0xA0 && third == 0x8E) ? 3 : 0;
    case 0xE2:
        if (second == 0x80) return third <= 0x8F || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0;
        return second == 0x81 && (third == 0x9F || third == 0xA0) ? 3 : 0;
    case 0xE3: return second == 0x80 && third == 0x80 ? 3 : 0;
    case 0xEF: return second == 0xBB && third == 0xBF ? 3 : 0;
    default: return 0;
    }
}

static inline void trim(const uint8_t *text, size_t *first, size_t *last) {
    size_t start = *first, end = *last;
    while (start < end) {
        uint8_t byte = text[start];
        if (byte > ' ' && byte < 0x80) break;
        size_t width = blank_at(text, start, end);
        if (width == 0) break;
        start += width;
    }
    while (end > start) {
        uint8_t byte = text[end - 1];
        if (byte > ' ' && byte < 0x80) break;
        size_t width;
        if (byte < 0x80) {
            width = blank_at(text, end - 1, end);
        } else {
            width = end - start >= 3 && blank_at(text, end - 3, end) == 3   ? 3
                    : end - start >= 2 && blank_at(text, end - 2, end) == 2 ? 2
                                                                            : 0;
        }
        if (width == 0) break;
        end -= width;
    }
    *first = start;
    *last = end;
}

void cscan_trim(const uint8_t *text, size_t *start, size_t *end) { trim(text, start, end); }

static inline bool holds(cscan_filter filter, uint64_t key) {
    uint64_t place = cscan_hash(key) >> filter.shift;
    return filter.bits[place >> 6] >> (place & 63) & 1;
}

size_t cscan_line_ends(const uint8_t *text, const size_t *ends, size_t lines, const cscan_ends *table, size_t *line,
                       cscan_hit *hits, size_t capacity) {
    const uint32_t present = table->present;
    size_t count = 0, at = *line;
    size_t begin = at == 0 ? 0 : ends[at - 1] + 1;
    for (; at < lines && count + cscan_kinds <= capacity; at++) {
        const size_t end = ends[at];
        size_t first = begin, last = end;
        const size_t whole = begin;
        begin = end + 1;
        if (present & 1u << cscan_first) {
            uint8_t byte = whole < end ? text[whole] : '\n';
            if (table->first[byte]) hits[count++] = (cscan_hit){whole, end, byte, (uint32_t)at, cscan_first};
        }
        trim(text, &first, &last);
        if (first == last) continue;
        const size_t head = end - first, tail = last - whole;
#define LOOK(KIND, KEY)                                                                           \
    if (present & 1u << KIND) {                                                                   \
        uint64_t key = (KEY);                                                                     \
        if (holds(table->filters[KIND], key))                                                     \
            hits[count++] = (cscan_hit){first, last, key, (uint32_t)at, KIND};                    \
    }
        if (head >= 8) LOOK(cscan_start8, load8(text + first) | fold)
        if (head >= 4) LOOK(cscan_start4, load4(text + first) | (uint32_t)fold)
        if (head >= 2) LOOK(cscan_start2, load2(text + first) | (uint16_t)fold)
        LOOK(cscan_start1, text[first] | (uint8_t)fold)
        if (tail >= 8) LOOK(cscan_end8, load8(text + last - 8) | fold)
        if (tail >= 4) LOOK(cscan_end4, load4(text + last - 4) | (uint32_t)fold)
        if (tail >= 2) LOOK(cscan_end2, load2(text + last - 2) | (uint16_t)fold)
        LOOK(cscan_end1, text[last - 1] | (uint8_t)fold)
#undef LOOK
    }
    *line = at;
    return count;
}

// Inlined with a constant width and, for the common ones, a constant stride.
static inline size_t sample(const uint8_t *text, size_t n, cscan_filter filter, size_t stride, size_t width,
                            size_t *from, cscan_gram *grams, size_t capacity) {
    size_t count = 0, at = *from;
    const uint64_t *bits = filter.bits;
    const uint32_t shift = filter.shift;
    while (at + width <= n && count < capacity) {
        uint64_t key = width == 8 ? load8(text + at) | fold : load4(text + at) | (uint32_t)fold;
        uint64_t place = cscan_hash(key) >> shift;
        // Written always, kept only on a hit: no branch to guess.
        grams[count] = (cscan_gram){at, key};
        count += bits[place >> 6] >> (place & 63) & 1;
        at += stride;
    }
    *from = at + width > n ? n : at;
    return count;
}

size_t cscan_grams(const uint8_t *text, size_t n, cscan_filter filter, size_t stride, size_t width, size_t *from,
                   cscan_gram *grams, size_t capacity) {
    if (width == 4) return sample(text, n, filter, stride, 4, from, grams, capacity);
    return sample(text, n, filter, stride, 8, from, grams, capacity);
}

bool cscan_equal(const uint8_t *text, const uint8_t *folded, size_t n) {
    size_t at = 0;
    for (; at + 8 <= n; at += 8) {
        if ((load8(text + at) | fold) != load8(folded + at)) return false;
    }
    for (; at < n; at++) {
        if ((text[at] | 0x20) != folded[at]) return false;
    }
    return true;
}

size_t cscan_find(const uint8_t *text, size_t n, const uint8_t *folded, size_t length) {
    if (length == 0 || length > n) return length == 0 ? 0 : n;
    size_t at = 0, last = n - length;
#if defined(__SSE2__)
    const __m128i bit = _mm_set1_epi8(0x20);
    const __m128i head = _mm_set1_epi8((char)folded[0]), tail = _mm_set1_epi8((char)folded[length - 1]);
    for (; at + 15 <= last; at += 16) {
        __m128i a = _mm_or_si128(_mm_loadu_si128((const __m128i *)(text + at)), bit);
        __m128i b = _mm_or_si128(_mm_loadu_si128((const __m128i *)(text + at + length - 1)), bit);
        uint32_t both = (uint32_t)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, head), _mm_cmpeq_epi8(b, tail)));
        while (both) {
            size_t place = at + (size_t)__builtin_ctz(both);
            if (cscan_equal(text + place, folded, length)) return place;
            both &= both - 1;
        }
    }
#endif
    for (; at <= last; at++) {
        if ((text[at] | 0x20) == folded[0] && cscan_equal(text + at, folded, length)) return at;
    }
    return n;
}

size_t cscan_characters(const uint8_t *text, size_t n) {
    size_t count = 0;
    for (size_t at = 0; at < n; at++) count += (text[at] & 0xC0) != 0x80;
    return count;
}
