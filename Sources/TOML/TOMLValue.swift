/// A value of a TOML file, and where it stands.
public struct TOMLValue: Sendable {
  /// What the value is.
  public enum Content: Sendable {
    /// A string. `literalStart` is the file's byte offset of the first character where the string is a literal one
    /// (`'…'` or `'''…'''`), whose characters stand in the file as they are; `nil` for a basic string.
    case string(String, literalStart: Int?)
    /// An integer.
    case integer(Int)
    /// A float.
    case float(Double)
    /// A truth value.
    case boolean(Bool)
    /// An array, or an array of tables.
    case array([TOMLValue])
    /// A table.
    case table(TOMLTable)
    /// A date or a time.
    case other
  }

  /// What the value is.
  public let content: Content
  /// The value's bytes in the file.
  public let range: Range<Int>

  /// What kind of value this is, in words.
  public var kind: String {
    switch content {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .array: "an array"
    case .table: "a table"
    case .other: "a date or time"
    }
  }
}

/// A table of a TOML file: its entries in the order of the file.
public struct TOMLTable: Sendable {
  /// A key and its value.
  public struct Entry: Sendable {
    /// The key, unquoted.
    public let key: String
    /// The key's bytes in the file.
    public let keyRange: Range<Int>
    /// The value.
    public let value: TOMLValue
  }

  /// The entries.
  public let entries: [Entry]
  /// The table's bytes in the file: of a header, the header alone.
  public let range: Range<Int>

  /// The value of a key.
  public subscript(key: String) -> TOMLValue? { entries.first { $0.key == key }?.value }
}
