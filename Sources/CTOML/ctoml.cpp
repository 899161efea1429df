#include "ctoml.h"

#include <string>
#include <string_view>
#include <vector>

// What the parser asserts of a value's or a key's first character does not hold of broken files, and it reports those itself a
// few lines further. Not NDEBUG: with it the compiler would assume what is asserted, and leave the report out.
#undef NDEBUG
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

struct winnow_toml {
    toml::parse_result result;
    std::string error;
    winnow_toml_region error_at{};
    std::vector<winnow_toml_node> nodes;
};

namespace {

winnow_toml_region region(const toml::source_region &source) {
    return {source.begin.line, source.begin.column, source.end.line, source.end.column};
}

void flatten(const toml::node &node, const toml::key *key, std::vector<winnow_toml_node> &nodes) {
    winnow_toml_node flat{};
    flat.region = region(node.source());
    if (key) {
        flat.key = key->str().data();
        flat.key_length = key->str().size();
        flat.key_region = region(key->source());
    }
    flat.kind = WINNOW_TOML_OTHER;
    if (auto text = node.as_string()) {
        flat.kind = WINNOW_TOML_STRING;
        flat.string = text->get().data();
        flat.string_length = text->get().size();
    } else if (auto integer = node.as_integer()) {
        flat.kind = WINNOW_TOML_INTEGER;
        flat.integer = integer->get();
    } else if (auto number = node.as_floating_point()) {
        flat.kind = WINNOW_TOML_FLOAT;
        flat.number = number->get();
    } else if (auto boolean = node.as_boolean()) {
        flat.kind = WINNOW_TOML_BOOLEAN;
        flat.integer = boolean->get();
    } else if (auto array = node.as_array()) {
        flat.kind = WINNOW_TOML_ARRAY;
        flat.children = array->size();
        nodes.push_back(flat);
        for (auto &&element : *array) flatten(element, nullptr, nodes);
        return;
    } else if (auto table = node.as_table()) {
        flat.kind = WINNOW_TOML_TABLE;
        flat.children = table->size();
        nodes.push_back(flat);
        for (auto it = table->cbegin(); it != table->cend(); ++it) flatten(it->second, &it->first, nodes);
        return;
    }
    nodes.push_back(flat);
}

}  // namespace

winnow_toml *winnow_toml_parse(const char *bytes, size_t length) {
    auto document = new winnow_toml{toml::parse(std::string_view(bytes, length)), {}, {}, {}};
    if (document->result) {
        flatten(document->result.table(), nullptr, document->nodes);
    } else {
        document->error = std::string(document->result.error().description());
        document->error_at = region(document->result.error().source());
    }
    return document;
}

const char *winnow_toml_error(const winnow_toml *document, winnow_toml_region *at) {
    if (document->result) return nullptr;
    *at = document->error_at;
    return document->error.c_str();
}

const winnow_toml_node *winnow_toml_nodes(const winnow_toml *document, size_t *count) {
    *count = document->nodes.size();
    return document->nodes.data();
}

void winnow_toml_free(winnow_toml *document) { delete document; }
