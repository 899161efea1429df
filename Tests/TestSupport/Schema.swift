public import JSON

/// A JSON Schema, as far as Winnow's own schemas go. A keyword that is not known here is a fault of the schema.
public struct Schema: Sendable {
  /// The schema itself.
  public let root: JSONValue

  /// A schema that has been read.
  public init(root: JSONValue) { self.root = root }

  /// What is wrong with a value, each with its place; empty where it is valid.
  public func faults(_ value: JSONValue) -> [String] { faults(value, root, "$") }

  private func faults(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    if case .boolean(let isAllowed) = schema { return isAllowed ? [] : ["\(place): may not be there"] }
    return (schema.members ?? []).flatMap { keyword in
      check(value, keyword.name, keyword.value, schema, place).map { "\(place): \($0)" }
        + descend(value, keyword.name, keyword.value, schema, place)
    }
  }

  private func check(
    _ value: JSONValue, _ keyword: String, _ wanted: JSONValue, _ schema: JSONValue, _ place: String
  ) -> [String] {
    switch keyword {
    case "$schema", "$defs", "title", "description", "$ref", "properties", "items", "propertyNames", "then", "else":
      return []
    case "allOf": return []
    case "anyOf": return matching(value, wanted, place) > 0 ? [] : ["is none of what it may be"]
    case "oneOf": return matching(value, wanted, place) == 1 ? [] : ["is not one thing of what it may be"]
    case "not": return faults(value, wanted, place).isEmpty ? ["is what it may not be"] : []
    case "if": return []
    case "type":
      let names = wanted.array?.compactMap(\.string) ?? [wanted.string ?? ""]
      return names.contains { has(value, type: $0) } ? [] : ["is not of type \(names)"]
    case "const": return value == wanted ? [] : ["is not the constant"]
    case "enum": return wanted.array?.contains(value) == true ? [] : ["is none of the values"]
    case "required":
      guard let members = value.members else { return [] }
      return (wanted.array ?? []).compactMap(\.string).filter { name in !members.contains { $0.name == name } }
        .map { "lacks \($0)" }
    case "additionalProperties":
      guard wanted == .boolean(false), let members = value.members else { return [] }
      return members.filter { schema["properties"]?[$0.name] == nil }.map { "has \($0.name)" }
    case "pattern":
      guard let text = value.string, let pattern = wanted.string else { return [] }
      do { return try Regex(pattern).firstMatch(in: text) == nil ? ["does not match \(pattern)"] : [] } catch {
        return ["the pattern is wrong: \(error)"]
      }
    case "minimum": return value.integer.map { $0 >= wanted.integer ?? 0 } ?? true ? [] : ["is too small"]
    case "maximum": return value.integer.map { $0 <= wanted.integer ?? 0 } ?? true ? [] : ["is too great"]
    case "minLength":
      return value.string.map { $0.unicodeScalars.count >= wanted.integer ?? 0 } ?? true ? [] : ["is too short"]
    case "minProperties":
      return value.members.map { $0.count >= wanted.integer ?? 0 } ?? true ? [] : ["has too few keys"]
    case "minItems": return value.array.map { $0.count >= wanted.integer ?? 0 } ?? true ? [] : ["has too few"]
    case "maxItems": return value.array.map { $0.count <= wanted.integer ?? 0 } ?? true ? [] : ["has too many"]
    default: return ["the schema has the keyword \(keyword), which is not known"]
    }
  }

  private func matching(_ value: JSONValue, _ schemas: JSONValue, _ place: String) -> Int {
    (schemas.array ?? []).count { faults(value, $0, place).isEmpty }
  }

  private func descend(
    _ value: JSONValue, _ keyword: String, _ inner: JSONValue, _ schema: JSONValue, _ place: String
  ) -> [String] {
    switch keyword {
    case "$ref":
      let name = inner.string?.split(separator: "/").last.map(String.init) ?? ""
      guard let target = root["$defs"]?[name] else { return ["\(place): there is no \(name)"] }
      return faults(value, target, place)
    case "properties":
      return (value.members ?? []).flatMap { member in
        inner[member.name].map { faults(member.value, $0, "\(place).\(member.name)") } ?? []
      }
    case "additionalProperties":
      guard inner.members != nil else { return [] }
      return (value.members ?? []).filter { schema["properties"]?[$0.name] == nil }
        .flatMap { faults($0.value, inner, "\(place).\($0.name)") }
    case "allOf": return (inner.array ?? []).flatMap { faults(value, $0, place) }
    case "if":
      let branch = schema[faults(value, inner, place).isEmpty ? "then" : "else"]
      return branch.map { faults(value, $0, place) } ?? []
    case "propertyNames":
      return (value.members ?? []).flatMap { faults(.string($0.name), inner, "\(place) name \($0.name)") }
    case "items":
      return (value.array ?? []).enumerated().flatMap { faults($0.element, inner, "\(place)[\($0.offset)]") }
    default: return []
    }
  }

  private func has(_ value: JSONValue, type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.boolean, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
      (.number, "number"):
      true
    case (.number, "integer"): value.integer != nil
    default: false
    }
  }
}
