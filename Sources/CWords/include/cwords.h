// Words of ASCII letters, sixteen bytes at a time. SSE2 where the processor has it (all x86-64), portable C elsewhere: no
// run-time dispatch needed. Reads what it is given, owns nothing, allocates nothing.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A word of one to fifteen ASCII letters.
typedef struct {
    uint32_t hash;      // of the letters, regardless of case; never 0
    uint8_t length;     // 16: there may be more letters, and the hash means nothing
    uint8_t capitals;   // how many of them are capitals
    bool capitalised;   // whether the first is one
    uint32_t topic;     // of the first letters, cwords_stem at most, so that other endings make no other topic; never 0
} cwords_word;

// The ASCII letters that sixteen bytes begin with.
cwords_word cwords_letters(const uint8_t *text);

enum {
    // Words of a phrase at most.
    cwords_limit = 64,
    // The letters of a word that its topic is made of.
    cwords_stem = 6,
    // Places in a dictionary: a word is in one of two, one in each half.
    cwords_places = 2048,
    // Bits of a meaning that hold words together (function words), and that speak to the reader.
    cwords_function = 1,
    cwords_address = 2,
};

// The two places that a hash may have in a dictionary.
static inline uint32_t cwords_first_place(uint32_t hash) { return hash & (cwords_places / 2 - 1); }
static inline uint32_t cwords_second_place(uint32_t hash) {
    return cwords_places / 2 + ((hash ^ hash >> 12) & (cwords_places / 2 - 1));
}

// What a dictionary holds: 24 bits of the hash, of which the place tells the others, and eight bits of meaning.
static inline uint32_t cwords_entry(uint32_t hash, uint8_t meaning) { return (hash & ~0xFFu) | meaning; }

// The meaning of a word; 0 where the dictionary does not have it. No branch: whether a word has a meaning is what a
// processor can't guess.
static inline uint8_t cwords_meaning(const uint32_t *dictionary, uint32_t hash) {
    const uint32_t first = dictionary[cwords_first_place(hash)], second = dictionary[cwords_second_place(hash)];
    return (uint8_t)(((first ^ hash) < 0x100 ? first : 0) | ((second ^ hash) < 0x100 ? second : 0));
}

// The hash of a line's words and numbers, in their order.
static inline uint64_t cwords_add(uint64_t line, uint32_t hash) {
    return ((line << 5 | line >> 59) ^ hash) * 0x9E3779B97F4A7C15u;
}

// Words with single spaces between them.
typedef struct {
    uint64_t line;           // the line's hash: given, and brought on
    uint32_t words;
    uint32_t letters;
    uint32_t capitals;
    uint32_t capitalised;    // words
    uint32_t longer;         // words of four letters and more
    uint32_t longer_capitalised;
    uint32_t function;       // words
    uint32_t address;        // words
    uint32_t spaces;         // one less than words, or as many where the phrase ends after a space
    uint32_t first, last;    // hashes
    uint8_t first_meaning, last_meaning;
    uint8_t other_meanings;  // of all words but the first
    uint32_t topics;         // how many hashes there are of words of four letters and more that are no function words
    uint32_t topic[cwords_limit];
} cwords_phrase;

// Reads a phrase: words of one to fifteen ASCII letters, the first of which begins at `from`. It ends before a word that
// may hold other letters, or that is longer, or that ends within 18 bytes of the text's end; after a word that no
// space follows; and after a space that no ASCII letter follows, or that follows the word number `room`, of at most
// `cwords_limit`. Returns where it ends: `from`, and no words, where it has none.
size_t cwords_read(cwords_phrase *phrase, const uint8_t *text, size_t n, size_t from, uint32_t room,
                   const uint32_t *dictionary);
