#include "cwords.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Two different words have one hash once in some billion pairs.
static inline uint32_t hash_of(uint64_t first, uint64_t second) {
    uint64_t mixed = first * 0x9E3779B97F4A7C15u + second * 0xC2B2AE3D27D4EB4Fu;
    mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93u;
    const uint32_t hash = (uint32_t)(mixed >> 32);
    return hash + (hash == 0);
}

static inline bool is_letter(uint8_t byte) { return (uint8_t)((byte | 0x20) - 'a') < 26; }

static inline cwords_word letters(const uint8_t *text) {
    uint64_t first, second;
    uint32_t length, capitals;
#if defined(__SSE2__)
    const __m128i bytes = _mm_loadu_si128((const __m128i *)text);
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    // 'a' to 'z' become the 26 least signed bytes, so one comparison tells letters.
    const __m128i moved = _mm_add_epi8(small, _mm_set1_epi8((char)(0x80 - 'a')));
    const __m128i is_letter = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(0x80 + 26)));
    length = (uint32_t)__builtin_ctz(~(uint32_t)_mm_movemask_epi8(is_letter) | 0x10000u);
    // Bit 5 of a capital is clear; moved up by two it is the byte's sign, and no bit of another byte gets there.
    capitals = ~(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(bytes, 2)) & ((1u << length) - 1);
    first = (uint64_t)_mm_cvtsi128_si64(small);
    second = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(small, small));
    const uint64_t all = ~(uint64_t)0;
    first &= length >= 8 ? all : ~(all << (8 * length));
    second &= length <= 8 ? 0 : length >= 16 ? all : ~(all << (8 * (length - 8)));
#else
    length = capitals = 0;
    first = second = 0;
    while (length < 16 && is_letter(text[length])) {
        const uint64_t small = text[length] | 0x20;
        if (length < 8) first |= small << (8 * length);
        else second |= small << (8 * (length - 8));
        capitals |= (uint32_t)(text[length] < 'a') << length;
        length++;
    }
#endif
    cwords_word word;
    word.hash = hash_of(first, second);
    word.topic = length <= cwords_stem ? word.hash : hash_of(first & (((uint64_t)1 << (8 * cwords_stem)) - 1), 0);
    word.length = (uint8_t)length;
    word.capitalised = capitals & 1;
    word.capitals = (uint8_t)(capitals <= 1 ? capitals : (uint32_t)__builtin_popcount(capitals));
    return word;
}

cwords_word cwords_letters(const uint8_t *text) { return letters(text); }

// Whether a letter outside ASCII may begin here. Dashes and quotation marks, U+2000 to U+2BFF, are what is frequent.
static inline bool may_go_on(const uint8_t *at) { return at[0] >= 0xC3 && !(at[0] == 0xE2 && at[1] < 0xB0); }

size_t cwords_read(cwords_phrase *phrase, const uint8_t *text, size_t n, size_t from, uint32_t room,
                   const uint32_t *dictionary) {
    size_t at = from;
    uint64_t line = phrase->line;
    uint32_t words = 0, length_sum = 0, capitals = 0, capitalised = 0, longer = 0, longer_capitalised = 0;
    uint32_t function = 0, address = 0, spaces = 0, topics = 0, last = 0;
    uint8_t last_meaning = 0, others = 0;
    if (room > cwords_limit) room = cwords_limit;
    while (words < room && at + 18 <= n) {
        const cwords_word word = letters(text + at);
        const uint8_t *end = text + at + word.length;
        if (word.length == 16 || may_go_on(end)) break;
        const uint8_t meaning = cwords_meaning(dictionary, word.hash);
        const uint32_t is_longer = word.length >= 4, is_function = meaning & cwords_function;
        if (words == 0) {
            phrase->first = word.hash;
            phrase->first_meaning = meaning;
        } else {
            others |= meaning;
        }
        words++;
        length_sum += word.length;
        capitals += word.capitals;
        capitalised += word.capitalised;
        longer += is_longer;
        longer_capitalised += is_longer & word.capitalised;
        function += is_function;
        address += (meaning & cwords_address) / cwords_address;
        // Written always and kept where it is one: a processor can't guess which words are.
        phrase->topic[topics] = word.topic;
        topics += is_longer & ~is_function;
        line = cwords_add(line, word.hash);
        last = word.hash;
        last_meaning = meaning;
        at += word.length;
        if (*end != ' ') break;
        at++;
        spaces++;
        if (!is_letter(end[1])) break;
    }
    phrase->line = line;
    phrase->words = words;
    phrase->letters = length_sum;
    phrase->capitals = capitals;
    phrase->capitalised = capitalised;
    phrase->longer = longer;
    phrase->longer_capitalised = longer_capitalised;
    phrase->function = function;
    phrase->address = address;
    phrase->spaces = spaces;
    phrase->last = last;
    phrase->last_meaning = last_meaning;
    phrase->other_meanings = others;
    phrase->topics = topics;
    return at;
}
