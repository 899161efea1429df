// Where lines end.
#include "cscan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// U+017F is C5 BF, U+212A is E2 84 AA; the text is valid UTF-8, so two bytes tell the latter nearly for certain, and
// where they mislead, a needless shadow text is made.
static inline bool is_partner(const uint8_t *at) {
    return (at[0] == 0xC5 && at[1] == 0xBF) || (at[0] == 0x84 && at[1] == 0xAA);
}

// What is found so far.
typedef struct {
    size_t at, count;
    bool partners;
} progress;

#if defined(__x86_64__)
// Takes in the line feeds of the 64 bytes at `so_far->at`; there is room for as many.
static inline void take(uint64_t feeds, size_t *ends, progress *so_far) {
    // Four are written always and as many kept as there are: the number is hard to guess for a processor.
    size_t here = (size_t)__builtin_popcountll(feeds), at = so_far->at;
    size_t *place = ends + so_far->count;
    for (int k = 0; k < 4; k++) {
        place[k] = at + (feeds ? (size_t)__builtin_ctzll(feeds) : 0);
        feeds &= feeds - 1;
    }
    for (size_t k = 4; k < here; k++) {
        place[k] = at + (size_t)__builtin_ctzll(feeds);
        feeds &= feeds - 1;
    }
    so_far->count += here;
}

static inline void look_for_partners(uint64_t pairs, const uint8_t *text, size_t n, progress *so_far) {
    while (__builtin_expect(pairs != 0, 0)) {
        size_t place = so_far->at + (size_t)__builtin_ctzll(pairs);
        if (place + 1 < n && is_partner(text + place)) so_far->partners = true;
        pairs &= pairs - 1;
    }
}

static inline uint64_t two(uint32_t low, uint32_t high) { return low | (uint64_t)high << 32; }

// Goes on in whole blocks of 64 bytes.
__attribute__((target("avx2,bmi,popcnt")))
static progress in_blocks_avx2(const uint8_t *text, size_t n, size_t *ends, size_t capacity, progress so_far) {
    const __m256i feed = _mm256_set1_epi8('\n'), c5 = _mm256_set1_epi8((char)0xC5), x84 = _mm256_set1_epi8((char)0x84);
    while (so_far.at + 64 <= n && so_far.count + 64 <= capacity) {
        const __m256i a = _mm256_loadu_si256((const __m256i *)(text + so_far.at));
        const __m256i b = _mm256_loadu_si256((const __m256i *)(text + so_far.at + 32));
        const __m256i pa = _mm256_or_si256(_mm256_cmpeq_epi8(a, c5), _mm256_cmpeq_epi8(a, x84));
        const __m256i pb = _mm256_or_si256(_mm256_cmpeq_epi8(b, c5), _mm256_cmpeq_epi8(b, x84));
        const uint64_t feeds = two((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, feed)),
                                   (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, feed)));
        if (feeds) take(feeds, ends, &so_far);
        look_for_partners(two((uint32_t)_mm256_movemask_epi8(pa), (uint32_t)_mm256_movemask_epi8(pb)), text, n, &so_far);
        so_far.at += 64;
    }
    return so_far;
}

static progress in_blocks_sse2(const uint8_t *text, size_t n, size_t *ends, size_t capacity, progress so_far) {
    const __m128i feed = _mm_set1_epi8('\n'), c5 = _mm_set1_epi8((char)0xC5), x84 = _mm_set1_epi8((char)0x84);
    while (so_far.at + 64 <= n && so_far.count + 64 <= capacity) {
        uint64_t feeds = 0, pairs = 0;
        for (int part = 0; part < 4; part++) {
            __m128i block = _mm_loadu_si128((const __m128i *)(text + so_far.at + 16 * part));
            __m128i pair = _mm_or_si128(_mm_cmpeq_epi8(block, c5), _mm_cmpeq_epi8(block, x84));
            feeds |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, feed)) << (16 * part);
            pairs |= (uint64_t)(uint32_t)_mm_movemask_epi8(pair) << (16 * part);
        }
        if (feeds) take(feeds, ends, &so_far);
        look_for_partners(pairs, text, n, &so_far);
        so_far.at += 64;
    }
    return so_far;
}
#endif

size_t cscan_line_feeds(const uint8_t *text, size_t n, size_t from, size_t *ends, size_t capacity, size_t *next,
                        bool *partners) {
    progress so_far = {from, 0, false};
    size_t stop = n;
#if defined(__x86_64__)
    so_far = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") ? in_blocks_avx2(text, n, ends, capacity, so_far)
                                            : in_blocks_sse2(text, n, ends, capacity, so_far);
    // Where it was room that was lacking, the rest is for the next time.
    if (n - so_far.at >= 64 && so_far.count > 0) stop = so_far.at;
#endif
    size_t at = so_far.at, count = so_far.count;
    while (at < stop && count < capacity) {
        if (text[at] == '\n') ends[count++] = at;
        if (at + 1 < n && is_partner(text + at)) so_far.partners = true;
        at++;
    }
    if (so_far.partners) *partners = true;
    *next = at;
    return count;
}
