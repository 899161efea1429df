// The walk of an automaton along lines.
#include "kernel.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Whether a line has more characters than that; only where its bytes leave it open are they counted.
static inline bool is_longer(const uint8_t *line, size_t bytes, size_t longest) {
    if (bytes <= longest) return false;
    return bytes / 4 > longest || cscan_characters(line, bytes) > longest;
}

static bool is_twice(const uint8_t *line, size_t bytes, size_t least, size_t most) {
    for (size_t between = least; between <= most && between <= bytes; between++) {
        size_t half = (bytes - between) / 2;
        if (half * 2 + between == bytes && memcmp(line, line + half + between, half) == 0) return true;
    }
    return false;
}

static inline bool may_start(const uint8_t *text, size_t start, size_t end, const cscan_gate *gate) {
    const uint8_t *line = text + start, before = start < 2 ? '\n' : text[start - 2];
    const size_t bytes = end - start;
    if (gate->not_after[before >> 6] >> (before & 63) & 1) return false;
    uint8_t last = bytes == 0 ? '\n' : line[bytes - 1];
    if (!(gate->ends[last >> 6] >> (last & 63) & 1)) return false;
    if (is_longer(line, bytes, gate->longest)) return false;
    return !gate->is_twice || is_twice(line, bytes, gate->between_least, gate->between_most);
}

bool cscan_may_start(const uint8_t *text, size_t start, size_t end, const cscan_gate *gate) {
    return may_start(text, start, end, gate);
}

// What the walk goes by.
typedef struct {
    const uint8_t *text;
    size_t n;
    const size_t *ends;
    size_t lines;
    const size_t *asked;
    const uint16_t *rows;
    unsigned shift;
    const uint8_t *symbols;
    uint64_t *hopeless;
} course;

// What comes next in a row.
static inline uint32_t follow(const course *of, uint32_t row, size_t at) {
    return of->rows[((size_t)row << of->shift) + of->symbols[of->text[at]]];
}

static inline size_t start_of(const course *of, size_t line) { return line == 0 ? 0 : of->ends[line - 1] + 1; }

// How far a walk from a line's start may go.
static inline size_t limit_of(const course *of, size_t line) {
    const size_t far = line + cscan_walk_lines_beyond < of->lines ? line + cscan_walk_lines_beyond : of->lines - 1;
    size_t limit = of->ends[line] + 1 + cscan_walk_bytes_beyond;
    if (limit > of->ends[far] + 1) limit = of->ends[far] + 1;
    if (far == of->lines - 1 && limit >= of->ends[far]) limit = of->n;
    return limit > of->n ? of->n : limit;
}

// Notes where a walk from `start` has come to nothing, if that was the doing of the first two bytes.
static inline void note_end(const course *of, size_t start, size_t at) {
    if (!of->hopeless || at > start + 1 || start + 1 >= of->n) return;
    // Not where something has matched already: then the row that came first is marked.
    if (at > start && follow(of, 0, start) >= cscan_dead) return;
    const uint64_t pair = load2(of->text + start);
    of->hopeless[pair >> 6] |= (uint64_t)1 << (pair & 63);
}

// Of the lines from `*line` on, those whose first two bytes are not known to lead nowhere; no more than there is room for.
// Written always and kept only then: whether a line is worth a walk is hard to guess for a processor.
static inline size_t worth_a_walk(const course *of, size_t until, size_t *line, cscan_place *some) {
    size_t count = 0, next = *line;
    const size_t stop = until - next < cscan_walk_few ? until : next + cscan_walk_few;
    size_t at = start_of(of, next);
    for (; next < stop; next++) {
        const uint64_t pair = at + 1 < of->n ? load2(of->text + at) : 0;
        some[count] = (cscan_place){next, at, 0};
        count += at + 1 >= of->n || !(of->hopeless[pair >> 6] >> (pair & 63) & 1);
        at = of->ends[next] + 1;
    }
    *line = next;
    return count;
}

// The next of the lines that are asked for.
static inline size_t those_asked(const course *of, size_t until, size_t *next, cscan_place *some) {
    const size_t first = *next, stop = until - first < cscan_walk_few ? until : first + cscan_walk_few;
    for (; *next < stop; ++*next) {
        const size_t line = of->asked[*next];
        some[*next - first] = (cscan_place){line, start_of(of, line), 0};
    }
    return stop - first;
}

// Walks on until something matches, a row is not known, the walk goes on too far, or has come to nothing: then false.
static inline bool walk_on(const course *of, size_t limit, cscan_place *place) {
    while (place->at < limit) {
        const uint32_t to = follow(of, place->row, place->at);
        if (to == cscan_dead) {
            note_end(of, start_of(of, place->line), place->at);
            return false;
        }
        if (to > cscan_dead) return true;
        place->row = to;
        place->at++;
    }
    return true;
}

// Lines that are walked along together.
typedef struct {
    cscan_place *some;
    size_t count, next;          // the next one that has no lane yet
    bool stays[cscan_walk_few];  // whether one is left when its walk has ended
} group;

// One of the walks.
typedef struct {
    cscan_place place;
    size_t which, limit;
} lane;

// Begins the next line's walk.
static inline void take_next(const course *of, group *lines, lane *walk) {
    walk->which = lines->next++;
    walk->place = lines->some[walk->which];
    walk->limit = limit_of(of, walk->place.line);
}

static inline void end_walk(group *lines, const lane *walk, bool stays) {
    lines->some[walk->which] = walk->place;
    lines->stays[walk->which] = stays;
}

// Takes one step, or ends the walk and begins the next; false where there is none.
static inline __attribute__((always_inline)) bool step(const course *of, group *lines, lane *walk) {
    uint32_t to = cscan_unknown;
    if (walk->place.at < walk->limit) {
        to = follow(of, walk->place.row, walk->place.at);
        if (to < cscan_dead) {
            walk->place.row = to;
            walk->place.at++;
            return true;
        }
    }
    if (to == cscan_dead) note_end(of, start_of(of, walk->place.line), walk->place.at);
    end_walk(lines, walk, to != cscan_dead);
    if (lines->next == lines->count) return false;
    take_next(of, lines, walk);
    return true;
}

static inline void finish(const course *of, group *lines, lane *walk) {
    end_walk(lines, walk, walk_on(of, walk->limit, &walk->place));
}

// Walks along two lines or more, and leaves those that do not simply come to nothing, each where it is then.
//
// Each byte's row tells where the next one's is, which takes a processor long to look up; so four lines are walked along at
// once, or two.
static size_t walk_ahead(const course *of, cscan_place *some, size_t count) {
    group lines = {.some = some, .count = count, .next = 0};
    lane a, b, c, d;
    int ended = 0;
    take_next(of, &lines, &a);
    take_next(of, &lines, &b);
    if (count < 4) {
        while (!ended) {
            if (!step(of, &lines, &a)) ended = 1;
            else if (!step(of, &lines, &b)) ended = 2;
        }
    } else {
        take_next(of, &lines, &c);
        take_next(of, &lines, &d);
        while (!ended) {
            if (!step(of, &lines, &a)) ended = 1;
            else if (!step(of, &lines, &b)) ended = 2;
            else if (!step(of, &lines, &c)) ended = 3;
            else if (!step(of, &lines, &d)) ended = 4;
        }
        if (ended != 3) finish(of, &lines, &c);
        if (ended != 4) finish(of, &lines, &d);
    }
    if (ended != 1) finish(of, &lines, &a);
    if (ended != 2) finish(of, &lines, &b);
    size_t left = 0;
    for (size_t k = 0; k < count; k++) {
        some[left] = some[k];
        left += lines.stays[k];
    }
    return left;
}

// Where one of the gate's bytes stands first, or `end`.
static size_t find_held(const uint8_t *text, size_t at, size_t end, const cscan_gate *gate) {
    if (gate->holds == 1) {
        const uint8_t *found = memchr(text + at, gate->held[0], end - at);
        return found ? (size_t)(found - text) : end;
    }
#if defined(__SSE2__)
    const __m128i a = _mm_set1_epi8((char)gate->held[0]), b = _mm_set1_epi8((char)gate->held[1]);
    const __m128i c = _mm_set1_epi8((char)gate->held[2]), d = _mm_set1_epi8((char)gate->held[3]);
    for (; at + 16 <= end; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(text + at));
        const __m128i two = _mm_or_si128(_mm_cmpeq_epi8(block, a), _mm_cmpeq_epi8(block, b));
        const __m128i more = _mm_or_si128(_mm_cmpeq_epi8(block, c), _mm_cmpeq_epi8(block, d));
        const uint32_t found = (uint32_t)_mm_movemask_epi8(_mm_or_si128(two, more));
        if (found) return at + (size_t)__builtin_ctz(found);
    }
#endif
    for (; at < end; at++) {
        const uint8_t byte = text[at];
        if (byte == gate->held[0] || byte == gate->held[1] || byte == gate->held[2] || byte == gate->held[3]) return at;
    }
    return end;
}

// Chooses the lines that are walked along next.
static void choose(const course *of, size_t until, const cscan_gate *gate, cscan_walk *walk) {
    const size_t count = of->asked ? those_asked(of, until, &walk->unread, walk->some)
                                   : worth_a_walk(of, until, &walk->unread, walk->some);
    size_t open = 0;
    for (size_t k = 0; k < count; k++) {
        const size_t start = walk->some[k].at, end = of->ends[walk->some[k].line];
        if (gate->holds) {
            if (walk->held < start) {
                // No further than lines are asked for: one line by itself must not cost the whole text.
                const size_t last = of->asked ? end : of->ends[until - 1];
                walk->held = find_held(of->text, start, last, gate);
            }
            if (walk->held >= end) continue;
        }
        walk->some[open] = walk->some[k];
        open += may_start(of->text, start, end, gate);
    }
    walk->taken = 0;
    walk->left = open > 1 ? walk_ahead(of, walk->some, open) : open;
}

cscan_event cscan_walk_lines(const uint8_t *text, size_t n, const size_t *ends, size_t lines, const size_t *asked,
                             size_t until, const cscan_gate *gate, const uint16_t *rows, unsigned shift,
                             const uint8_t *symbols, uint64_t *hopeless, cscan_walk *walk) {
    const course of = {text, n, ends, lines, asked, rows, shift, symbols, hopeless};
    cscan_place here = {walk->line, walk->at, walk->row};
    size_t limit = walk->limit;
    bool is_walking = walk->is_walking;
    cscan_event event = cscan_walk_done;
    for (;; is_walking = false) {
        if (!is_walking) {
            while (walk->taken == walk->left && walk->unread < until) choose(&of, until, gate, walk);
            if (walk->taken == walk->left) break;
            here = walk->some[walk->taken++];
            limit = limit_of(&of, here.line);
            is_walking = true;
        }
        if (!walk_on(&of, limit, &here)) continue;
        if (here.at >= limit) {
            event = here.at >= n ? cscan_walk_end : cscan_walk_limit;
            break;
        }
        const uint32_t next = follow(&of, here.row, here.at);
        if (next == cscan_unknown) {
            event = cscan_walk_unknown;
            break;
        }
        here.at++;
        here.row = next & ~(uint32_t)cscan_accepting;
        event = cscan_walk_accepts;
        break;
    }
    walk->line = here.line;
    walk->at = here.at;
    walk->row = here.row;
    walk->limit = limit;
    walk->is_walking = is_walking;
    return event;
}

void cscan_walk_forget(const size_t *ends, cscan_walk *walk) {
    for (size_t k = walk->taken; k < walk->left; k++) {
        const size_t line = walk->some[k].line;
        walk->some[k] = (cscan_place){line, line == 0 ? 0 : ends[line - 1] + 1, 0};
    }
}
