#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Takes the offset limit back; PCRE2_UNSET is a cast macro, which Swift does not import.
static inline void winnow_pcre2_no_offset_limit(pcre2_match_context *context) {
    pcre2_set_offset_limit(context, PCRE2_UNSET);
}

// Where the subject or the pattern is empty: PCRE2 wants a pointer all the same.
static inline const uint8_t *winnow_pcre2_nothing(void) { return (const uint8_t *)""; }
