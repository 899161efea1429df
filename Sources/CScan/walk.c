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

static inline bool may_start(const uint8_t *line, size_t bytes, const cscan_gate *gate) {
    uint8_t last = bytes == 0 ? '\n' : line[bytes - 1];
    if (!(gate->ends[last >> 6] >> (last & 63) & 1)) return false;
    if (is_longer(line, bytes, gate->longest)) return false;
    return !gate->is_twice || is_twice(line, bytes, gate->between_least, gate->between_most);
}

bool cscan_may_start(const uint8_t *line, size_t bytes, const cscan_gate *gate) { return may_start(line, bytes, gate); }

enum { few_lines = 16 };

// Of the lines from `*line` on, those whose first two bytes are not known to lead nowhere; no more than there is room for.
// Written always and kept only then: whether a line is worth a walk is hard to guess for a processor.
static inline size_t worth_a_walk(const uint8_t *text, size_t n, const size_t *ends, size_t until, const uint64_t *hopeless,
                                  size_t *line, size_t *some) {
    size_t count = 0, next = *line, stop = until - next < few_lines ? until : next + few_lines;
    size_t at = next == 0 ? 0 : ends[next - 1] + 1;
    for (; next < stop; next++) {
        uint64_t pair = at + 1 < n ? load2(text + at) : 0;
        some[count] = next;
        count += at + 1 >= n || !(hopeless[pair >> 6] >> (pair & 63) & 1);
        at = ends[next] + 1;
    }
    *line = next;
    return count;
}

cscan_event cscan_walk_lines(const uint8_t *text, size_t n, const size_t *ends, size_t lines, size_t until,
                             const cscan_gate *gate, const uint32_t *rows, const uint8_t *symbols, uint64_t *hopeless,
                             cscan_walk *walk) {
    size_t line = walk->line, at = walk->at, limit = walk->limit, held = walk->held;
    uint32_t row = walk->row;
    bool is_walking = walk->is_walking;
    cscan_event event = cscan_walk_done;
    size_t some[few_lines], left = 0, taken = 0, unread = is_walking ? line + 1 : line;
    for (;; is_walking = false) {
        if (!is_walking) {
            if (hopeless) {
                while (taken == left && unread < until) {
                    left = worth_a_walk(text, n, ends, until, hopeless, &unread, some);
                    taken = 0;
                }
                line = taken < left ? some[taken++] : until;
            } else {
                line = unread++;
            }
            if (line >= until) break;
            at = line == 0 ? 0 : ends[line - 1] + 1;
            if (gate->held >= 0) {
                if (held < at) {
                    // No further than lines are asked for: one line by itself must not cost the whole text.
                    const size_t last = ends[until - 1];
                    const uint8_t *found = memchr(text + at, gate->held, last - at);
                    held = found ? (size_t)(found - text) : last;
                }
                if (held >= ends[line]) continue;
            }
            if (!may_start(text + at, ends[line] - at, gate)) continue;
            size_t far = line + cscan_walk_lines_beyond < lines ? line + cscan_walk_lines_beyond : lines - 1;
            limit = ends[line] + 1 + cscan_walk_bytes_beyond;
            if (limit > ends[far] + 1) limit = ends[far] + 1;
            if (far == lines - 1 && limit >= ends[far]) limit = n;
            if (limit > n) limit = n;
            row = 0;
            is_walking = true;
        }
        uint32_t next = 0;
        while (at < limit) {
            next = rows[row + symbols[text[at]]];
            if (next >= cscan_dead) break;
            row = next;
            at++;
        }
        if (at >= limit) {
            event = at >= n ? cscan_walk_end : cscan_walk_limit;
            break;
        }
        if (next == cscan_dead) {
            size_t start = line == 0 ? 0 : ends[line - 1] + 1;
            // Not where something has matched already: then the row that came first is marked.
            if (hopeless && at <= start + 1 && start + 1 < n && (at == start || rows[symbols[text[start]]] < cscan_dead)) {
                uint64_t pair = load2(text + start);
                hopeless[pair >> 6] |= (uint64_t)1 << (pair & 63);
            }
            continue;
        }
        if (next == cscan_unknown) {
            event = cscan_walk_unknown;
            break;
        }
        at++;
        row = next & ~cscan_accepting;
        event = cscan_walk_accepts;
        break;
    }
    *walk = (cscan_walk){line, at, limit, held, row, is_walking};
    return event;
}
