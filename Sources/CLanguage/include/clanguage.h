// Language identification by CLD2 behind a C interface.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The code of the language that most of the plain UTF-8 text is in (ISO 639-1 where there is one), NULL where CLD2 is
/// not sure. The pointer is to static memory.
const char *winnow_language(const char *text, size_t length);

#ifdef __cplusplus
}
#endif
