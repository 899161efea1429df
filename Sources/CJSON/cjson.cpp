#include "cjson.h"

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

using namespace simdjson;

struct winnow_json {
    bool failed = false;
    std::vector<winnow_json_node> nodes;
    std::string pool;
};

namespace {

// Deeper documents are refused: the readers on the other side recurse.
constexpr int kMaximumDepth = 256;

bool is_number(std::string_view token) {
    size_t i = 0, n = token.size();
    auto digits = [&] {
        size_t from = i;
        while (i < n && token[i] >= '0' && token[i] <= '9') i++;
        return i > from;
    };
    if (i < n && token[i] == '-') i++;
    if (i < n && token[i] == '0') i++;
    else if (!digits()) return false;
    if (i < n && token[i] == '.') {
        i++;
        if (!digits()) return false;
    }
    if (i < n && (token[i] == 'e' || token[i] == 'E')) {
        i++;
        if (i < n && (token[i] == '+' || token[i] == '-')) i++;
        if (!digits()) return false;
    }
    return i == n;
}

struct Reader {
    winnow_json &out;

    size_t add(std::string_view text) {
        size_t at = out.pool.size();
        out.pool.append(text);
        return at;
    }

    error_code scalar_number(winnow_json_node &node, std::string_view token) {
        while (!token.empty() && std::isspace((unsigned char)token.back())) token.remove_suffix(1);
        if (!is_number(token)) return NUMBER_ERROR;
        node.kind = WINNOW_JSON_NUMBER;
        node.text = add(token);
        node.text_length = token.size();
        return SUCCESS;
    }

    // `Value` is a document or a value: both have the same interface.
    template <typename Value>
    error_code read(Value &value, std::string_view key, bool has_key, int depth) {
        if (depth > kMaximumDepth) return DEPTH_ERROR;
        winnow_json_node node{};
        node.key = has_key ? add(key) : SIZE_MAX;
        node.key_length = key.size();
        size_t at = out.nodes.size();
        out.nodes.push_back(node);
        ondemand::json_type type;
        if (auto error = value.type().get(type)) return error;
        switch (type) {
        case ondemand::json_type::array: {
            ondemand::array array;
            if (auto error = value.get_array().get(array)) return error;
            node.kind = WINNOW_JSON_ARRAY;
            for (auto element : array) {
                ondemand::value child;
                if (auto error = element.get(child)) return error;
                if (auto error = read(child, {}, false, depth + 1)) return error;
                node.children++;
            }
            break;
        }
        case ondemand::json_type::object: {
            ondemand::object object;
            if (auto error = value.get_object().get(object)) return error;
            node.kind = WINNOW_JSON_OBJECT;
            for (auto member : object) {
                ondemand::field field;
                if (auto error = std::move(member).get(field)) return error;
                std::string_view name;
                if (auto error = field.unescaped_key().get(name)) return error;
                std::string copy(name);  // the parser's string buffer moves on
                if (auto error = read(field.value(), copy, true, depth + 1)) return error;
                node.children++;
            }
            break;
        }
        case ondemand::json_type::string: {
            std::string_view text;
            if (auto error = value.get_string().get(text)) return error;
            node.kind = WINNOW_JSON_STRING;
            node.text = add(text);
            node.text_length = text.size();
            break;
        }
        case ondemand::json_type::number: {
            std::string_view token;
            if (auto error = simdjson_result<std::string_view>(value.raw_json_token()).get(token)) return error;
            if (auto error = scalar_number(node, token)) return error;
            // Reading the value consumes it; too large for a double is still a number as it is written.
            double ignored;
            auto error = value.get_double().get(ignored);
            if (error && error != NUMBER_ERROR && error != NUMBER_OUT_OF_RANGE) return error;
            break;
        }
        case ondemand::json_type::boolean: {
            bool truth;
            if (auto error = value.get_bool().get(truth)) return error;
            node.kind = truth ? WINNOW_JSON_TRUE : WINNOW_JSON_FALSE;
            break;
        }
        case ondemand::json_type::null: {
            bool null = false;
            if (auto error = simdjson_result<bool>(value.is_null()).get(null)) return error;
            if (!null) return INCORRECT_TYPE;
            node.kind = WINNOW_JSON_NULL;
            break;
        }
        }
        out.nodes[at] = node;
        return SUCCESS;
    }
};

}  // namespace

winnow_json *winnow_json_parse(const char *bytes, size_t length) {
    auto out = new winnow_json;
    padded_string text(bytes, length);
    ondemand::parser parser;
    ondemand::document document;
    auto error = parser.iterate(text).get(document);
    if (!error) {
        Reader reader{*out};
        error = reader.read(document, {}, false, 0);
        const char *at = nullptr;
        bool more = !document.current_location().get(at) && at >= text.data() && at < text.data() + length;
        if (!error && more) error = INCORRECT_TYPE;
    }
    if (error) {
        out->failed = true;
        out->nodes.clear();
    }
    return out;
}

bool winnow_json_failed(const winnow_json *document) { return document->failed; }

const winnow_json_node *winnow_json_nodes(const winnow_json *document, size_t *count) {
    *count = document->nodes.size();
    return document->nodes.data();
}

const char *winnow_json_pool(const winnow_json *document) { return document->pool.data(); }

void winnow_json_free(winnow_json *document) { delete document; }
