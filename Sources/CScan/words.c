// The lookup of words.
#include "kernel.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

bool cscan_is_word(uint8_t byte, bool loose) {
    if (loose && (byte == 's' || byte == 'k' || byte == '_')) return false;
    return is_alphanumeric(byte) || byte == '_';
}

size_t cscan_last_word(const uint8_t *text, size_t n, bool loose) {
    while (n > 0 && !(is_alphanumeric(text[n - 1]) && cscan_is_word(text[n - 1], loose))) n--;
    return n;
}

// Of 64 bytes, a bit each.
typedef struct {
    uint64_t word;   // in a word
    uint64_t last;   // in a word, and surely so
    uint64_t other;  // begins a character that is of no word, no blank and no control character
} classes;

#if defined(__SSE2__)
static inline classes classify(const uint8_t *text, bool loose) {
    classes result = {0, 0, 0};
    const __m128i bit = _mm_set1_epi8(0x20);
    for (int part = 0; part < 4; part++) {
        __m128i block = _mm_loadu_si128((const __m128i *)(text + 16 * part));
        // Shifted so that a signed comparison tells a stretch of bytes.
        __m128i letter = _mm_cmplt_epi8(_mm_add_epi8(_mm_or_si128(block, bit), _mm_set1_epi8((char)(128 - 'a'))),
                                        _mm_set1_epi8(-128 + 26));
        __m128i digit = _mm_cmplt_epi8(_mm_add_epi8(block, _mm_set1_epi8((char)(128 - '0'))), _mm_set1_epi8(-128 + 10));
        __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), _mm_cmpeq_epi8(block, _mm_set1_epi8('_')));
        // Blanks and control characters, and what continues a character.
        __m128i blank = _mm_cmplt_epi8(_mm_add_epi8(block, _mm_set1_epi8((char)128)), _mm_set1_epi8(-128 + 0x21));
        __m128i inner = _mm_cmplt_epi8(block, _mm_set1_epi8((char)0xC0));
        uint64_t words = (uint64_t)(uint32_t)_mm_movemask_epi8(word);
        uint64_t unsure = 0;
        if (loose) {
            __m128i some = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('s')), _mm_cmpeq_epi8(block, _mm_set1_epi8('k')));
            unsure = (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(some, _mm_cmpeq_epi8(block, _mm_set1_epi8('_'))));
        }
        uint64_t none = (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(blank, inner), word));
        result.word |= words << (16 * part);
        result.last |= (words & ~unsure) << (16 * part);
        result.other |= (~none & 0xFFFF) << (16 * part);
    }
    return result;
}
#else
static inline classes classify(const uint8_t *text, bool loose) {
    classes result = {0, 0, 0};
    for (int at = 0; at < 64; at++) {
        uint8_t byte = text[at];
        uint64_t word = is_alphanumeric(byte) || byte == '_';
        result.word |= word << at;
        result.last |= (uint64_t)cscan_is_word(byte, loose) << at;
        result.other |= (uint64_t)(!word && byte > ' ' && (byte & 0xC0) != 0x80) << at;
    }
    return result;
}
#endif

// The literals that begin at a place, anywhere.
static size_t look_up_inner_word(const cscan_words *words, const uint8_t *text, size_t n, const uint8_t *pool, size_t at,
                                 cscan_occurrence *finds) {
    size_t count = 0, rest = n - at;
    uint64_t all = gram_at(text, n, at, ~(uint64_t)0);
    for (int kind = 0; kind < 4; kind++) {
        if (!(words->present >> kind & 1) || rest < (size_t)8 >> kind) continue;
        const cscan_table *table = &words->tables[kind];
        uint64_t key = kind == 0 ? all : all & (((uint64_t)1 << (64 >> kind)) - 1), hash = cscan_hash(key);
        if (!may_hold(table, hash)) continue;
        const cscan_entry *entry = table->entries + table->buckets[hash >> table->bucket_shift];
        const cscan_entry *last = table->entries + table->buckets[(hash >> table->bucket_shift) + 1];
        for (; entry < last; entry++) {
            if (entry->key != key || entry->length > rest) continue;
            if (!equal(text + at, pool + entry->literal, entry->length)) continue;
            finds[count++] = (cscan_occurrence){at, entry->length, entry->branch, 0, 0, 0, false};
        }
    }
    return count;
}

size_t cscan_find_words(const uint8_t *text, size_t n, const cscan_words *table, const uint8_t *pool, bool loose,
                        size_t *from, cscan_occurrence *finds, size_t capacity) {
    static const uint64_t none = 0;
    // A table that is not there says no to everything.
    const uint64_t *bits8 = table->present & 1 ? table->tables[0].bits : &none;
    const uint64_t *bits4 = table->present & 2 ? table->tables[1].bits : &none;
    const uint32_t shift8 = table->present & 1 ? table->tables[0].shift : 63;
    const uint32_t shift4 = table->present & 2 ? table->tables[1].shift : 63;
    size_t count = 0, at = *from;
    while (at < n) {
        const size_t begin = at & ~(size_t)63;
        uint8_t rest[64] = {0};
        const uint8_t *block = text + begin;
        if (n - begin < 64) {
            memcpy(rest, block, n - begin);
            block = rest;
        }
        classes found = classify(block, loose);
        uint64_t before = begin > 0 && cscan_is_word(text[begin - 1], loose);
        uint64_t starts = (found.word & ~((found.last << 1 | before) & found.last)) | found.other;
        starts &= ~(uint64_t)0 << (at & 63);
        // Places with a bit set: written always, kept only then.
        size_t places[64], some = 0;
        while (starts) {
            size_t place = begin + (size_t)__builtin_ctzll(starts);
            starts &= starts - 1;
            uint64_t key = n - place >= 8 ? load8(text + place) | fold : gram_at(text, n, place, ~(uint64_t)0);
            uint64_t hash8 = cscan_hash(key) >> shift8, hash4 = cscan_hash(key & 0xFFFFFFFF) >> shift4;
            uint64_t pair = key & 0xFFFF;
            places[some] = place;
            some += ((bits8[hash8 >> 6] >> (hash8 & 63)) | (bits4[hash4 >> 6] >> (hash4 & 63)) |
                     (table->pairs[pair >> 6] >> (pair & 63))) &
                    1;
        }
        at = begin + 64;
        for (size_t k = 0; k < some; k++) {
            if (count + table->most > capacity) {
                *from = places[k];
                return count;
            }
            count += look_up_inner_word(table, text, n, pool, places[k], finds + count);
        }
    }
    *from = n;
    return count;
}
