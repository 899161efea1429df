internal import Diagnostics

/// Reads the TOML that rule files are written in, in a tenth of the time that toml++ takes.
///
/// It knows the common forms alone, and nothing of errors: where anything is wrong, or only out of the ordinary, it gives up, and
/// toml++ reads the file from its beginning. What it reads it reads as toml++ does, places included.
struct PlainReader {
  /// Something that is left to toml++.
  private struct NotPlain: Error {}

  /// A table that may still grow.
  private final class Open {
    enum Item {
      case value(TOMLValue)
      case table(Open)
      case tables([Open], range: Range<Int>)
    }

    let range: Range<Int>
    var entries: [(key: String, range: Range<Int>, item: Item)] = []

    init(_ range: Range<Int>) { self.range = range }

    func place(of key: String) -> Int? { entries.firstIndex { $0.key == key } }

    /// What it has become.
    var table: TOMLTable {
      TOMLTable(
        entries: entries.map { key, range, item in
          TOMLTable.Entry(key: key, keyRange: range, value: Self.value(item))
        }, range: range)
    }

    private static func value(_ item: Item) -> TOMLValue {
      switch item {
      case .value(let value): value
      case .table(let table): TOMLValue(content: .table(table.table), range: table.range)
      case .tables(let tables, let range):
        TOMLValue(
          content: .array(tables.map { TOMLValue(content: .table($0.table), range: $0.range) }), range: range)
      }
    }
  }

  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  /// How deep values are nested at most.
  private static let mostDepth = 16
  /// So many digits are a number that is read without a second thought.
  private static let mostDigits = 15

  /// The file as a table; `nil` where it is left to toml++.
  ///
  /// - Parameter bytes: Valid UTF-8.
  static func read(_ bytes: [UInt8]) -> TOMLTable? {
    var reader = PlainReader(bytes)
    do { return try reader.document() } catch { return nil }
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The byte at hand; 0, which no plain file has, at the end.
  private var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private func byte(after count: Int) -> UInt8 { at + count < bytes.count ? bytes[at + count] : 0 }

  private mutating func document() throws(NotPlain) -> TOMLTable {
    // As toml++ has it, a line feed at the end is not of the file's table.
    let root = Open(0..<(bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count))
    var current = root
    while true {
      skipBlanks()
      switch next {
      case 0:
        guard at == bytes.count, !bytes.isEmpty else { throw NotPlain() }
        return root.table
      case UInt8(ascii: "\n"): at += 1
      case UInt8(ascii: "#"): try endLine()
      case UInt8(ascii: "["):
        current = try header(root)
        try endLine()
      default:
        try entry(of: current)
        try endLine()
      }
    }
  }

  private mutating func skipBlanks() {
    while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { at += 1 }
  }

  /// Blanks and a comment up to the line's end.
  private mutating func endLine() throws(NotPlain) {
    skipBlanks()
    if next == UInt8(ascii: "#") {
      while at < bytes.count, bytes[at] != UInt8(ascii: "\n") {
        try checkText()
        at += 1
      }
    }
    if at == bytes.count { return }
    guard next == UInt8(ascii: "\n") else { throw NotPlain() }
    at += 1
  }

  /// Control characters other than the tab are errors in texts and comments.
  private func checkText() throws(NotPlain) {
    let byte = bytes[at]
    if byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F { throw NotPlain() }
  }

  // MARK: Keys and headers

  private mutating func key() throws(NotPlain) -> (name: String, range: Range<Int>) {
    let start = at
    while Self.isOfKey(next) { at += 1 }
    guard at > start else { throw NotPlain() }
    return (String(decoding: bytes[start..<at], as: UTF8.self), start..<at)
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `[a.b]` or `[[a.b]]`: the table that it opens.
  private mutating func header(_ root: Open) throws(NotPlain) -> Open {
    let start = at
    let isOfMany = byte(after: 1) == UInt8(ascii: "[")
    at += isOfMany ? 2 : 1
    var keys = [try key()]
    while next == UInt8(ascii: ".") {
      at += 1
      keys.append(try key())
    }
    guard next == UInt8(ascii: "]"), !isOfMany || byte(after: 1) == UInt8(ascii: "]") else { throw NotPlain() }
    at += isOfMany ? 2 : 1
    let range = start..<at
    var parent = root
    for (name, place) in keys.dropLast() { parent = try child(name, place, of: parent, range) }
    let (name, place) = keys[keys.count - 1]
    let fresh = Open(range)
    guard let known = parent.place(of: name) else {
      parent.entries.append((name, place, isOfMany ? .tables([fresh], range: range) : .table(fresh)))
      return fresh
    }
    guard isOfMany, case .tables(let tables, let first) = parent.entries[known].item else { throw NotPlain() }
    parent.entries[known].item = .tables(tables + [fresh], range: first.lowerBound..<range.upperBound)
    return fresh
  }

  /// The table that a header goes through; of several of one name the last.
  private func child(
    _ name: String, _ place: Range<Int>, of parent: Open, _ header: Range<Int>
  ) throws(NotPlain) -> Open {
    guard let known = parent.place(of: name) else {
      let implied = Open(header)
      parent.entries.append((name, place, .table(implied)))
      return implied
    }
    switch parent.entries[known].item {
    case .value: throw NotPlain()
    case .table(let table): return table
    case .tables(let tables, _):
      guard let last = tables.last else { throw NotPlain() }
      return last
    }
  }

  private mutating func entry(of table: Open) throws(NotPlain) {
    let (name, range) = try keyBeforeValue()
    guard table.place(of: name) == nil else { throw NotPlain() }
    table.entries.append((name, range, .value(try value())))
  }

  private mutating func keyBeforeValue() throws(NotPlain) -> (name: String, range: Range<Int>) {
    let key = try key()
    skipBlanks()
    guard next == UInt8(ascii: "=") else { throw NotPlain() }
    at += 1
    skipBlanks()
    return key
  }

  // MARK: Values

  private mutating func value() throws(NotPlain) -> TOMLValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.mostDepth else { throw NotPlain() }
    let start = at
    let content: TOMLValue.Content
    switch next {
    case UInt8(ascii: "'"): content = try literal()
    case UInt8(ascii: "\""): content = try basic()
    case UInt8(ascii: "["): content = try array()
    case UInt8(ascii: "{"): content = try inlineTable()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): content = try truth()
    default: content = try number()
    }
    return TOMLValue(content: content, range: start..<at)
  }

  /// `'…'` or `'''…'''`.
  private mutating func literal() throws(NotPlain) -> TOMLValue.Content {
    let quote = UInt8(ascii: "'")
    let isLong = byte(after: 1) == quote && byte(after: 2) == quote
    at += isLong ? 3 : 1
    if isLong, next == UInt8(ascii: "\n") { at += 1 }
    let start = at
    while at < bytes.count {
      if bytes[at] == quote, !isLong || byte(after: 1) == quote && byte(after: 2) == quote {
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        at += isLong ? 3 : 1
        // More quotes are of the text.
        if next == quote { throw NotPlain() }
        return .string(text, literalStart: start)
      }
      if !isLong || bytes[at] != UInt8(ascii: "\n") { try checkText() }
      at += 1
    }
    throw NotPlain()
  }

  /// `"…"`.
  private mutating func basic() throws(NotPlain) -> TOMLValue.Content {
    at += 1
    var start = at
    var text: [UInt8] = []
    while at < bytes.count {
      try checkText()
      switch bytes[at] {
      case UInt8(ascii: "\""):
        text += bytes[start..<at]
        at += 1
        // Three quotes begin another kind of text.
        if next == UInt8(ascii: "\"") { throw NotPlain() }
        return .string(String(decoding: text, as: UTF8.self), literalStart: nil)
      case UInt8(ascii: "\\"):
        text += bytes[start..<at]
        switch byte(after: 1) {
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        default: throw NotPlain()
        }
        at += 2
        start = at
      default: at += 1
      }
    }
    throw NotPlain()
  }

  private mutating func array() throws(NotPlain) -> TOMLValue.Content {
    at += 1
    var elements: [TOMLValue] = []
    while true {
      try skipLines()
      if next == UInt8(ascii: "]") { break }
      elements.append(try value())
      try skipLines()
      if next == UInt8(ascii: "]") { break }
      guard next == UInt8(ascii: ",") else { throw NotPlain() }
      at += 1
    }
    at += 1
    return .array(elements)
  }

  /// Blanks, line ends and comments within an array.
  private mutating func skipLines() throws(NotPlain) {
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\n") || next == UInt8(ascii: "#") else { return }
      try endLine()
    }
  }

  private mutating func inlineTable() throws(NotPlain) -> TOMLValue.Content {
    let start = at
    at += 1
    let table = Open(start..<start)
    while true {
      skipBlanks()
      try entry(of: table)
      skipBlanks()
      if next == UInt8(ascii: "}") { break }
      guard next == UInt8(ascii: ",") else { throw NotPlain() }
      at += 1
    }
    at += 1
    return .table(TOMLTable(entries: table.table.entries, range: start..<at))
  }

  private mutating func truth() throws(NotPlain) -> TOMLValue.Content {
    let start = at
    while Self.isOfKey(next) { at += 1 }
    if bytes[start..<at].elementsEqual("true".utf8) { return .boolean(true) }
    if bytes[start..<at].elementsEqual("false".utf8) { return .boolean(false) }
    throw NotPlain()
  }

  /// `-12` or `0.25`.
  private mutating func number() throws(NotPlain) -> TOMLValue.Content {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let whole = digits()
    let end = at
    guard let whole, bytes[start] != UInt8(ascii: "-") || whole != 0 || next == UInt8(ascii: ".") else {
      throw NotPlain()
    }
    if next == UInt8(ascii: ".") {
      at += 1
      guard digits(isFraction: true) != nil else { throw NotPlain() }
    }
    switch next {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ","), UInt8(ascii: "]"),
      UInt8(ascii: "}"):
      break
    default: throw NotPlain()
    }
    if at == end { return .integer(bytes[start] == UInt8(ascii: "-") ? -whole : whole) }
    guard let number = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else { throw NotPlain() }
    return .float(number)
  }

  /// Some digits as a number; `nil` where there is none, or it begins with a zero that means nothing.
  private mutating func digits(isFraction: Bool = false) -> Int? {
    let start = at
    var value = 0
    while 0x30...0x39 ~= next, at - start < Self.mostDigits {
      value = value * 10 + Int(next - 0x30)
      at += 1
    }
    guard at > start, isFraction || bytes[start] != 0x30 || at == start + 1 else { return nil }
    return value
  }
}
