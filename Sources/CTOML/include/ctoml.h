// toml++ behind a C interface: a document becomes a flat array of nodes in source order of the tree (parents first).
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum winnow_toml_kind {
    WINNOW_TOML_TABLE = 0,
    WINNOW_TOML_ARRAY = 1,
    WINNOW_TOML_STRING = 2,
    WINNOW_TOML_INTEGER = 3,
    WINNOW_TOML_FLOAT = 4,
    WINNOW_TOML_BOOLEAN = 5,
    WINNOW_TOML_OTHER = 6,
};

/// Lines and columns count from 1; columns count code points. Zero where the library knows none.
typedef struct {
    uint32_t line, column, end_line, end_column;
} winnow_toml_region;

typedef struct {
    int kind;
    winnow_toml_region region;
    const char *key;  // NULL for array elements and the root
    size_t key_length;
    winnow_toml_region key_region;
    const char *string;
    size_t string_length;
    int64_t integer;  // integers, and booleans as 0 or 1
    double number;
    size_t children;  // direct ones
} winnow_toml_node;

typedef struct winnow_toml winnow_toml;

/// Parses UTF-8 TOML. Never NULL; ask winnow_toml_error first. Free with winnow_toml_free.
winnow_toml *winnow_toml_parse(const char *bytes, size_t length);
/// The syntax error, or NULL; `at` gets its place.
const char *winnow_toml_error(const winnow_toml *document, winnow_toml_region *at);
/// The nodes, parents first; the pointer lives as long as the document.
const winnow_toml_node *winnow_toml_nodes(const winnow_toml *document, size_t *count);
void winnow_toml_free(winnow_toml *document);

#ifdef __cplusplus
}
#endif
