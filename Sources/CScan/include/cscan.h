// Vector and word-at-a-time kernels of the candidate index. They read a text and write plain numbers; they own nothing
// and allocate nothing. SSE2 where the processor has it (all x86-64), and AVX2 where that pays, if it has that, too, which
// is asked at run time; portable C elsewhere.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Finds line ends: writes the offsets of line feeds from `from` on. Returns how many; `*next` is where to go on, perhaps with
// more room, or `n`.
// `*partners` becomes true where U+017F or U+212A stands in the text, the only characters outside ASCII that match an
// ASCII letter (s, k) regardless of case.
size_t cscan_line_feeds(const uint8_t *text, size_t n, size_t from, size_t *ends, size_t capacity, size_t *next,
                        bool *partners);

// A literal under one of its keys: the folded bytes at its end, or somewhere inside.
typedef struct {
    uint64_t key;
    uint32_t branch;   // what it is a sign of
    uint32_t literal;  // where it begins in the pool
    uint16_t length;
    uint16_t offset;   // where the key lies in it
} cscan_entry;

// Literals by key. A bit for every key's hash is asked first; then the entries of the hash's bucket are compared.
typedef struct {
    const uint64_t *bits;
    const uint32_t *buckets;  // for each the first entry, and one more at the end
    const cscan_entry *entries;
    uint32_t shift, bucket_shift;  // 64 minus the binary logarithm of their numbers
} cscan_table;

typedef enum {
    cscan_start8, cscan_start4, cscan_start2, cscan_start1,
    cscan_end8, cscan_end4, cscan_end2, cscan_end1,
    cscan_word8, cscan_word4, cscan_word2, cscan_word1,  // at the first ASCII letter or digit
    cscan_first,  // by the line's first byte (LF for an empty line), untrimmed
} cscan_kind;

typedef struct {
    cscan_table tables[12];       // indexed by kind
    const uint32_t *first;        // 257 places in `first_branches`
    const uint32_t *first_branches;
    uint32_t present;             // a bit for every kind in use
    uint32_t most;                // the greatest number of finds in one line
} cscan_ends;

// Literals by what they begin with: keys of 8, 4, 2 bytes and of one.
typedef struct {
    cscan_table tables[4];
    const uint64_t *pairs;        // for every two bytes a bit: whether a literal of fewer than 4 may begin so
    uint32_t present;             // a bit for every table in use
    uint32_t most;                // the greatest number of finds at one place
} cscan_words;

// A literal that stands in the text.
typedef struct {
    size_t literal;               // where
    uint32_t length;
    uint32_t branch;
    size_t start, end;            // of the line without blanks at its ends; not set by `cscan_grams`
    uint32_t line;                // not set by `cscan_grams`
    bool is_trimmed;              // whether `start` and `end` are set
} cscan_occurrence;

// Looks up both ends of the lines `*line ..< lines`; stops where `capacity` finds might not hold another line's, and
// leaves in `*line` the line to go on with. Line `i` runs from the end of line `i - 1`, plus one, to `ends[i]`. Where
// the text is `loose`, its first words are not looked up.
size_t cscan_line_ends(const uint8_t *text, const size_t *ends, size_t lines, const cscan_ends *table,
                       const uint8_t *pool, bool loose, size_t *line, cscan_occurrence *finds, size_t capacity);

// Looks up every place where a run of ASCII letters, digits and underscores begins, and every other character that is
// neither a space nor a control character. In a `loose` text each s, k and underscore is looked up, and what follows it: it
// shows s and k for characters that are of no word.
size_t cscan_find_words(const uint8_t *text, size_t n, const cscan_words *table, const uint8_t *pool, bool loose,
                        size_t *from, cscan_occurrence *finds, size_t capacity);

// Whether a byte is an ASCII letter, digit or underscore, and surely so where the text is `loose`.
bool cscan_is_word(uint8_t byte, bool loose);

// How many of some bytes there are up to the last ASCII letter or digit, that one included; where the text is `loose`, up
// to the last that surely is one.
size_t cscan_last_word(const uint8_t *text, size_t n, bool loose);

// Samples the text every `stride` bytes by grams of `width` (1 to 8) bytes. `most` is the greatest number of entries in
// a bucket, and no greater than `capacity`; `*from` is where to begin, then where to go on.
size_t cscan_grams(const uint8_t *text, size_t n, const cscan_table *table, const uint8_t *pool, size_t stride,
                   size_t width, uint32_t most, size_t *from, cscan_occurrence *finds, size_t capacity);

// Trims blanks (ASCII white space, NBSP, NEL, U+1680, U+180E, U+2000-200F, U+2028, U+2029, U+202F, U+205F, U+2060,
// U+3000, U+FEFF) off both ends of a line.
void cscan_trim(const uint8_t *text, size_t *start, size_t *end);

// Whether the folded literal stands at `text`; both have `n` bytes.
bool cscan_equal(const uint8_t *text, const uint8_t *folded, size_t n);

// The first offset at which the folded literal occurs, or `n`.
size_t cscan_find(const uint8_t *text, size_t n, const uint8_t *folded, size_t length);

// The number of UTF-8 characters in a text.
size_t cscan_characters(const uint8_t *text, size_t n);

// The number of UTF-8 characters in a text that are surely no blanks: some that are none are left out.
size_t cscan_solid(const uint8_t *text, size_t n);

// What an automaton's row says of a symbol: the row that comes next, or that there is none, or none is known as yet.
// Added to a row: on the way to it something has matched. Two bytes each: what a walk waits for is these tables, which are
// larger than a processor's nearest memory.
static const uint16_t cscan_accepting = 0x8000, cscan_dead = 0x7FFF, cscan_unknown = 0xFFFF;

typedef enum {
    cscan_walk_done,     // all lines are read
    cscan_walk_unknown,  // the next row is not known: fill it in and go on
    cscan_walk_accepts,  // `row` is accepting: go on
    cscan_walk_end,      // the text has ended: set `is_walking` to false and go on
    cscan_walk_limit,    // far beyond the line's end: the same
} cscan_event;

// Where a walk along a line is.
typedef struct {
    size_t line, at;
    uint32_t row;
} cscan_place;

// How many lines are chosen at a time.
enum { cscan_walk_few = 64 };

// An automaton's walk along lines.
typedef struct {
    size_t unread;             // the first line that is not looked at, or its place among those that are asked for
    size_t line, at, limit;    // where it is
    uint32_t row;
    bool is_walking;
    size_t held;               // where one of the gate's bytes stands next, at the start of a line not looked at or behind; of
                               // a text's first line it is not asked
    size_t taken, left;        // of the lines that are chosen
    cscan_place some[cscan_walk_few];
} cscan_walk;

// Begins a walk. The chosen lines are not cleared: there are many short walks.
static inline void cscan_walk_begin(cscan_walk *walk) {
    walk->unread = 0;
    walk->line = walk->at = walk->limit = 0;
    walk->row = 0;
    walk->is_walking = false;
    walk->held = 0;
    walk->taken = walk->left = 0;
}

// One of how many bytes a line may have to hold.
enum { cscan_most_held = 4 };

// Which lines a walk begins in.
typedef struct {
    size_t longest;        // in characters
    uint64_t not_after[4]; // a bit for each byte in which the line before must not end
    uint64_t ends[4];      // a bit for each byte in which a line may end; LF stands for an empty one
    uint8_t held[cscan_most_held];  // bytes, one of which the line holds; where they are fewer, the last one again
    uint8_t holds;         // how many they are, or 0
    bool is_twice;         // whether it is some text, `between_least` to `between_most` bytes, and the same text
    size_t between_least, between_most;
} cscan_gate;

// How many lines a walk may reach beyond its own, and how many bytes.
enum { cscan_walk_lines_beyond = 8, cscan_walk_bytes_beyond = 512 };

// Walks from the start of each line `walk->unread ..< until` until the automaton is dead, and stops at every event. The
// first row is 0, and each has `1 << shift` symbols. Lines that the gate does not let through are passed over.
//
// Either some lines are asked for: `asked` has their numbers, ascending, and `unread` and `until` are places in it. Or it is
// NULL, and `hopeless` is a table in which the walk notes the first two bytes of lines that lead nowhere, and passes over
// others that begin with them.
cscan_event cscan_walk_lines(const uint8_t *text, size_t n, const size_t *ends, size_t lines, const size_t *asked,
                             size_t until, const cscan_gate *gate, const uint16_t *rows, unsigned shift,
                             const uint8_t *symbols, uint64_t *hopeless, cscan_walk *walk);

// To be called when all rows but the first are forgotten: the lines that are chosen are walked along anew.
void cscan_walk_forget(const size_t *ends, cscan_walk *walk);

// How many words of 64 bits `hopeless` has: a bit for every two bytes.
enum { cscan_hopeless_words = 1024 };

// Whether the gate lets the line `start ..< end` through, its held bytes apart.
bool cscan_may_start(const uint8_t *text, size_t start, size_t end, const cscan_gate *gate);

// Where a key's bit is, and its place in a table: the upper bits of one multiplication.
static inline uint64_t cscan_hash(uint64_t key) { return key * 0x9E3779B97F4A7C15u; }
