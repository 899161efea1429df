#include "kernel.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

bool cscan_equal(const uint8_t *text, const uint8_t *folded, size_t n) { return equal(text, folded, n); }

// One end of one line.
typedef struct {
    const uint8_t *text, *pool;
    size_t start, end;      // of the line
    size_t first, last;     // without blanks
    uint32_t line;
} line_view;

static size_t look_up(const cscan_table *table, const line_view *view, uint64_t key, uint64_t hash, bool at_start,
                      cscan_occurrence *finds) {
    size_t count = 0;
    const cscan_entry *entry = table->entries + table->buckets[hash >> table->bucket_shift];
    const cscan_entry *last = table->entries + table->buckets[(hash >> table->bucket_shift) + 1];
    for (; entry < last; entry++) {
        if (entry->key != key) continue;
        size_t length = entry->length;
        if (length > (at_start ? view->end - view->first : view->last - view->start)) continue;
        size_t at = at_start ? view->first : view->last - length;
        if (!equal(view->text + at, view->pool + entry->literal, length)) continue;
        finds[count++] = (cscan_occurrence){at, (uint32_t)length, entry->branch, view->first, view->last, view->line, true};
    }
    return count;
}

// The literals that begin at a place, within the line.
static size_t look_up_word(const cscan_table *tables, uint32_t present, const line_view *view, size_t at,
                           cscan_occurrence *finds) {
    size_t count = 0, rest = view->end - at;
    for (int kind = 0; kind < 4; kind++) {
        if (!(present >> kind & 1) || rest < (size_t)8 >> kind) continue;
        const cscan_table *table = &tables[kind];
        uint64_t key = fold | (kind == 0   ? load8(view->text + at)
                               : kind == 1 ? load4(view->text + at)
                               : kind == 2 ? load2(view->text + at)
                                           : view->text[at]);
        if (kind > 0) key &= ((uint64_t)1 << (64 >> kind)) - 1;
        uint64_t hash = cscan_hash(key);
        if (!may_hold(table, hash)) continue;
        const cscan_entry *entry = table->entries + table->buckets[hash >> table->bucket_shift];
        const cscan_entry *last = table->entries + table->buckets[(hash >> table->bucket_shift) + 1];
        for (; entry < last; entry++) {
            if (entry->key != key || entry->length > rest) continue;
            if (!equal(view->text + at, view->pool + entry->literal, entry->length)) continue;
            finds[count++] = (cscan_occurrence){at,         entry->length, entry->branch, view->first,
                                                view->last, view->line,    true};
        }
    }
    return count;
}

size_t cscan_line_ends(const uint8_t *text, const size_t *ends, size_t lines, const cscan_ends *table,
                       const uint8_t *pool, bool loose, size_t *line, cscan_occurrence *finds, size_t capacity) {
    const uint32_t first_words = 15u << cscan_word8;
    const uint32_t present = table->present;
    size_t count = 0, at = *line;
    size_t begin = at == 0 ? 0 : ends[at - 1] + 1;
    for (; at < lines && count + table->most <= capacity; at++) {
        line_view view = {text, pool, begin, ends[at], begin, ends[at], (uint32_t)at};
        begin = view.end + 1;
        if (present & 1u << cscan_first) {
            uint8_t byte = view.start < view.end ? text[view.start] : '\n';
            for (uint32_t k = table->first[byte]; k < table->first[byte + 1]; k++)
                finds[count++] = (cscan_occurrence){view.start, 0, table->first_branches[k], 0, 0, view.line, false};
        }
        trim(text, &view.first, &view.last);
        if (view.first == view.last) continue;
        if ((present & first_words) && !loose) {
            size_t word = view.first;
            while (word < view.last && !is_alphanumeric(text[word])) word++;
            count += look_up_word(table->tables + cscan_word8, present >> cscan_word8 & 15, &view, word, finds + count);
        }
        const size_t head = view.end - view.first, tail = view.last - view.start;
#define LOOK(KIND, KEY)                                                                           \
    if (present & 1u << KIND) {                                                                   \
        uint64_t key = (KEY), hash = cscan_hash(key);                                             \
        if (may_hold(&table->tables[KIND], hash))                                                 \
            count += look_up(&table->tables[KIND], &view, key, hash, KIND < cscan_end8, finds + count); \
    }
        if (head >= 8) LOOK(cscan_start8, load8(text + view.first) | fold)
        if (head >= 4) LOOK(cscan_start4, load4(text + view.first) | (uint32_t)fold)
        if (head >= 2) LOOK(cscan_start2, load2(text + view.first) | (uint16_t)fold)
        LOOK(cscan_start1, text[view.first] | (uint8_t)fold)
        if (tail >= 8) LOOK(cscan_end8, load8(text + view.last - 8) | fold)
        if (tail >= 4) LOOK(cscan_end4, load4(text + view.last - 4) | (uint32_t)fold)
        if (tail >= 2) LOOK(cscan_end2, load2(text + view.last - 2) | (uint16_t)fold)
        LOOK(cscan_end1, text[view.last - 1] | (uint8_t)fold)
#undef LOOK
    }
    *line = at;
    return count;
}

static size_t look_inside(const uint8_t *text, size_t n, const cscan_table *table, const uint8_t *pool, size_t at,
                          uint64_t key, cscan_occurrence *finds) {
    size_t count = 0;
    uint64_t bucket = cscan_hash(key) >> table->bucket_shift;
    const cscan_entry *entry = table->entries + table->buckets[bucket];
    const cscan_entry *last = table->entries + table->buckets[bucket + 1];
    for (; entry < last; entry++) {
        if (entry->key != key || at < entry->offset) continue;
        size_t start = at - entry->offset;
        if (entry->length > n - start || !equal(text + start, pool + entry->literal, entry->length)) continue;
        finds[count++] = (cscan_occurrence){start, entry->length, entry->branch, 0, 0, 0, false};
    }
    return count;
}

size_t cscan_grams(const uint8_t *text, size_t n, const cscan_table *table, const uint8_t *pool, size_t stride,
                   size_t width, uint32_t most, size_t *from, cscan_occurrence *finds, size_t capacity) {
    enum { longest = 64 };
    const size_t batch = capacity / most < longest ? capacity / most : longest;
    const uint64_t mask = width == 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * width) - 1;
    const uint64_t *bits = table->bits;
    const uint32_t shift = table->shift;
    size_t count = 0, at = *from;
    while (at < n && count + batch * most <= capacity) {
        // Places whose bit is set: written always, kept only then, so that there is no branch to guess.
        size_t places[longest];
        size_t some = 0;
        if (n - at > batch * stride + 8) {
            for (size_t stop = at + batch * stride; at < stop; at += stride) {
                uint64_t place = cscan_hash((load8(text + at) | fold) & mask) >> shift;
                places[some] = at;
                some += bits[place >> 6] >> (place & 63) & 1;
            }
        } else {
            for (size_t stop = at + batch * stride; at < stop && at < n; at += stride) {
                uint64_t place = cscan_hash(gram_at(text, n, at, mask)) >> shift;
                places[some] = at;
                some += bits[place >> 6] >> (place & 63) & 1;
            }
        }
        for (size_t k = 0; k < some; k++)
            count += look_inside(text, n, table, pool, places[k], gram_at(text, n, places[k], mask), finds + count);
    }
    *from = at < n ? at : n;
    return count;
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
    size_t count = 0, at = 0;
#if defined(__SSE2__)
    // Of all bytes, taken as signed, those below -64 continue a character.
    const __m128i least = _mm_set1_epi8(-65), none = _mm_setzero_si128();
    while (at + 16 <= n) {
        // Up to 255 in each byte, which is what it holds.
        const size_t stop = n - at < 16 * 255 ? n : at + 16 * 255;
        __m128i each = none;
        for (; at + 16 <= stop; at += 16) {
            const __m128i block = _mm_loadu_si128((const __m128i *)(text + at));
            each = _mm_sub_epi8(each, _mm_cmpgt_epi8(block, least));
        }
        const __m128i sums = _mm_sad_epu8(each, none);
        count += (size_t)_mm_cvtsi128_si64(sums) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
    }
#endif
    for (; at < n; at++) count += (text[at] & 0xC0) != 0x80;
    return count;
}

size_t cscan_solid(const uint8_t *text, size_t n) {
    // Characters that begin with C2, E0 to E3 or EF may be blanks.
    size_t count = 0, at = 0;
#if defined(__SSE2__)
    const __m128i blank = _mm_set1_epi8(' '), none = _mm_setzero_si128();
    const __m128i two = _mm_set1_epi8((char)0xC2), three = _mm_set1_epi8((char)0xE0);
    const __m128i four = _mm_set1_epi8((char)0xE3), ef = _mm_set1_epi8((char)0xEF);
    while (at + 16 <= n) {
        // Up to 255 in each byte, which is what it holds.
        const size_t stop = n - at < 16 * 255 ? n : at + 16 * 255;
        __m128i each = none;
        for (; at + 16 <= stop; at += 16) {
            const __m128i block = _mm_loadu_si128((const __m128i *)(text + at));
            const __m128i low = _mm_and_si128(_mm_cmpgt_epi8(block, two), _mm_cmplt_epi8(block, three));
            const __m128i high = _mm_andnot_si128(_mm_cmpeq_epi8(block, ef),
                                                  _mm_and_si128(_mm_cmpgt_epi8(block, four), _mm_cmplt_epi8(block, none)));
            each = _mm_sub_epi8(each, _mm_or_si128(_mm_cmpgt_epi8(block, blank), _mm_or_si128(low, high)));
        }
        const __m128i sums = _mm_sad_epu8(each, none);
        count += (size_t)_mm_cvtsi128_si64(sums) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
    }
#endif
    for (; at < n; at++) {
        const uint8_t byte = text[at];
        count += byte < 0x80 ? byte > ' ' : (byte > 0xC2 && byte < 0xE0) || (byte > 0xE3 && byte != 0xEF);
    }
    return count;
}
