// The walk of an automaton along lines.
#include "kernel.h"

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

// So many lines are walked along at once.
enum { lanes = 4 };

// What the walk goes by.
typedef struct {
    const uint8_t *text;
    size_t n;
    const size_t *ends;
    size_t lines;
    const uint32_t *rows;
    const uint8_t *symbols;
    uint64_t *hopeless;
} course;

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
    if (at > start && of->rows[of->symbols[of->text[start]]] >= cscan_dead) return;
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

static inline cscan_place begin(const course *of, size_t line) { return (cscan_place){line, start_of(of, line), 0}; }

// Walks on until something matches, a row is not known, the walk goes on too far, or has come to nothing: then false.
static inline bool walk_on(const course *of, size_t limit, cscan_place *place) {
    while (place->at < limit) {
        const uint32_t to = of->rows[place->row + of->symbols[of->text[place->at]]];
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

// Walks along some lines, and leaves those that do not simply come to nothing, each where it is then.
//
// Each byte's row tells where the next one's is, which takes a processor long to look up; so several lines are walked along
// at once.
static size_t walk_ahead(const course *of, cscan_place *some, size_t count) {
    const uint32_t *rows = of->rows;
    const uint8_t *symbols = of->symbols, *text = of->text;
    bool stays[cscan_walk_few];
    cscan_place place[lanes];
    size_t which[lanes], limit[lanes], next = 0, left = 0;
    int lane = 0;
    while (next < lanes && next < count) {
        place[next] = some[next];
        limit[next] = limit_of(of, some[next].line);
        which[next] = next;
        next++;
    }
    if (next < lanes) goto drain;
    for (;;) {
#if defined(__OPTIMIZE__)
#pragma clang loop unroll(full)
#endif
        for (lane = 0; lane < lanes; lane++) {
            uint32_t to = cscan_unknown;
            if (place[lane].at < limit[lane]) {
                to = rows[place[lane].row + symbols[text[place[lane].at]]];
                if (to < cscan_dead) {
                    place[lane].row = to;
                    place[lane].at++;
                    continue;
                }
            }
            stays[which[lane]] = to != cscan_dead;
            if (to == cscan_dead) note_end(of, start_of(of, place[lane].line), place[lane].at);
            some[which[lane]] = place[lane];
            if (next == count) {
                which[lane] = count;
                goto drain;
            }
            place[lane] = some[next];
            limit[lane] = limit_of(of, some[next].line);
            which[lane] = next++;
        }
    }
drain:
    for (lane = 0; lane < lanes && (size_t)lane < count; lane++) {
        if (which[lane] == count) continue;
        stays[which[lane]] = walk_on(of, limit[lane], &place[lane]);
        some[which[lane]] = place[lane];
    }
    for (size_t k = 0; k < count; k++) {
        some[left] = some[k];
        left += stays[k];
    }
    return left;
}

// Chooses the lines that are walked along next.
static void choose(const course *of, size_t until, const cscan_gate *gate, cscan_walk *walk) {
    size_t count = 1;
    if (of->hopeless) {
        count = worth_a_walk(of, until, &walk->unread, walk->some);
    } else {
        walk->some[0] = begin(of, walk->unread++);
    }
    size_t open = 0;
    for (size_t k = 0; k < count; k++) {
        const size_t start = walk->some[k].at, end = of->ends[walk->some[k].line];
        if (gate->held >= 0) {
            if (walk->held < start) {
                // No further than lines are asked for: one line by itself must not cost the whole text.
                const size_t last = of->ends[until - 1];
                const uint8_t *found = memchr(of->text + start, gate->held, last - start);
                walk->held = found ? (size_t)(found - of->text) : last;
            }
            if (walk->held >= end) continue;
        }
        walk->some[open] = walk->some[k];
        open += may_start(of->text, start, end, gate);
    }
    walk->taken = 0;
    walk->left = of->hopeless ? walk_ahead(of, walk->some, open) : open;
}

cscan_event cscan_walk_lines(const uint8_t *text, size_t n, const size_t *ends, size_t lines, size_t until,
                             const cscan_gate *gate, const uint32_t *rows, const uint8_t *symbols, uint64_t *hopeless,
                             cscan_walk *walk) {
    const course of = {text, n, ends, lines, rows, symbols, hopeless};
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
        const uint32_t next = rows[here.row + symbols[text[here.at]]];
        if (next == cscan_unknown) {
            event = cscan_walk_unknown;
            break;
        }
        here.at++;
        here.row = next & ~cscan_accepting;
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
