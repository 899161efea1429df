#include "clanguage.h"

#include <climits>
#include <cstdio>  // the next header needs FILE

#include <cld2/public/compact_lang_det.h>

const char *winnow_language(const char *text, size_t length) {
    bool reliable = false;
    if (length > INT_MAX) length = INT_MAX;
    CLD2::Language language = CLD2::DetectLanguage(text, (int)length, /*is_plain_text=*/true, &reliable);
    if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return nullptr;
    return CLD2::LanguageCode(language);
}
