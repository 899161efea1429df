// The walk of an automaton along lines.
#include "cscan.h"

#include <string.h>

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

cscan_event cscan_walk_lines(const uint8_t *text, size_t n, const size_t *ends, size_t lines, size_t until,
                             const cscan_gate *gate, const uint32_t *rows, const uint8_t *symbols, cscan_walk *walk) {
    size_t line = walk->line, at = walk->at, limit = walk->limit, held = walk->held;
    uint32_t row = walk->row;
    bool is_walking = walk->is_walking;
    cscan_event event = cscan_walk_done;
    for (;; line++, is_walking = false) {
        if (!is_walking) {
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
        if (next == cscan_dead) continue;
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
