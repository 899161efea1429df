// simdjson behind a C interface: a document becomes a flat array of nodes, parents first.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum winnow_json_kind {
    WINNOW_JSON_NULL = 0,
    WINNOW_JSON_FALSE = 1,
    WINNOW_JSON_TRUE = 2,
    WINNOW_JSON_NUMBER = 3,
    WINNOW_JSON_STRING = 4,
    WINNOW_JSON_ARRAY = 5,
    WINNOW_JSON_OBJECT = 6,
};

typedef struct {
    int kind;
    uint32_t children;   // direct ones; an object's members count once
    size_t key;          // offset of the member's name in the text pool; SIZE_MAX where there is none
    size_t key_length;
    size_t text;         // a string's characters, or a number as it is written
    size_t text_length;
} winnow_json_node;

typedef struct winnow_json winnow_json;

/// Parses one JSON document (RFC 8259, UTF-8). Never NULL; ask winnow_json_failed first. Free with winnow_json_free.
winnow_json *winnow_json_parse(const char *bytes, size_t length);
/// Whether the bytes are no JSON document; then there are no nodes.
bool winnow_json_failed(const winnow_json *document);
const winnow_json_node *winnow_json_nodes(const winnow_json *document, size_t *count);
/// The text that the nodes' offsets point into.
const char *winnow_json_pool(const winnow_json *document);
void winnow_json_free(winnow_json *document);

#ifdef __cplusplus
}
#endif
