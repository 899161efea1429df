// Character set detection (uchardet) and conversion (iconv of glibc), without their state in the interface.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Writes the name of the character set that the bytes are most likely in; the empty string where none is found.
void winnow_charset_detect(const uint8_t *bytes, size_t length, char *name, size_t capacity);

/// Converts bytes from one character set to another, strictly.
/// Returns the result, to be freed with winnow_charset_free, and its length; NULL where a character can't be converted,
/// where the bytes end within a character, or where a character set is unknown.
uint8_t *winnow_charset_convert(const char *from, const char *to, const uint8_t *bytes, size_t length, size_t *result);

/// Whether iconv knows a character set and can write it, too.
int winnow_charset_known(const char *name);

void winnow_charset_free(uint8_t *bytes);
