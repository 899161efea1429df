/// Reads a pattern conservatively: what it returns matches everything that PCRE2 matches, and perhaps more.
///
/// The pattern is one that PCRE2 has accepted, so errors of syntax are not looked for. Where a construct is not fully
/// understood, its node is ``Node/unknown``, or the whole pattern is ``NotUnderstood``.
struct PatternParser {
  /// The pattern uses something of which nothing is known here, such as a verb.
  struct NotUnderstood: Error {}

  /// Settings that change within a pattern.
  struct Mode {
    var caseless: Bool
    var extended: Bool
    var dotAll: Bool
    var multiline = true
  }

  let bytes: [UInt8]
  var at = 0
  var unicodeProperties: Bool
  /// How deep groups are nested; a limit keeps the call stack small.
  var depth = 0
  /// How many groups that are remembered have begun, and whether these are their numbers.
  var groups = 0
  var isNumbered = true
  /// The group that has just ended, and the one that has just been referred to, by number.
  var captured: Int?
  var referenced: Int?

  /// Parses an expression's pattern.
  static func parse(_ expression: Expression) throws(NotUnderstood) -> Node {
    var parser = PatternParser(
      bytes: Array(expression.pattern.utf8), unicodeProperties: expression.options.contains(.unicodeProperties))
    var mode = Mode(
      caseless: expression.options.contains(.caseless), extended: expression.options.contains(.extended),
      dotAll: expression.options.contains(.dotAll))
    try parser.skipSettings()
    let node = try parser.alternation(&mode)
    if parser.at < parser.bytes.count { throw NotUnderstood() }
    return node
  }

  private init(bytes: [UInt8], unicodeProperties: Bool) {
    self.bytes = bytes
    self.unicodeProperties = unicodeProperties
  }

  /// `(*UCP)` and `(*UTF)` at the start; any other setting or verb is not understood.
  private mutating func skipSettings() throws(NotUnderstood) {
    while true {
      if take("(*UCP)") {
        unicodeProperties = true
      } else if !take("(*UTF)") {
        return
      }
    }
  }

  /// Alternatives up to a closing parenthesis or the end. A setting such as `(?i)` lasts to the end of the group, even
  /// in the alternatives that follow, so `mode` is the group's own.
  mutating func alternation(_ mode: inout Mode) throws(NotUnderstood) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw NotUnderstood() }
    var alternatives: [Node] = []
    while true {
      let node = try sequence(&mode)
      if at < bytes.count, bytes[at] == UInt8(ascii: "|") {
        at += 1
        alternatives.append(node)
      } else if alternatives.isEmpty {
        return node
      } else {
        alternatives.append(node)
        return .alternation(alternatives)
      }
    }
  }

  private mutating func sequence(_ mode: inout Mode) throws(NotUnderstood) -> Node {
    var nodes: [Node] = []
    nodes.reserveCapacity(4)
    // The groups of this sequence that are not repeated.
    var places: [Int: Int] = [:]
    while true {
      if mode.extended { try skipSpace() }
      guard at < bytes.count else { break }
      let byte = bytes[at]
      if byte == UInt8(ascii: "|") || byte == UInt8(ascii: ")") { break }
      if let run = plainRun(mode) {
        nodes.append(.string(run, caseless: mode.caseless))
        continue
      }
      let before = nodes.count
      (captured, referenced) = (nil, nil)
      let isGroup = byte == UInt8(ascii: "(")
      try atom(&mode, into: &nodes)
      // A quoted stretch, a setting or a comment may yield several nodes or none; a quantifier binds to the last.
      guard nodes.count > before else { continue }
      let (own, wanted) = (isGroup ? captured : nil, referenced)
      guard try !quantifiers(mode, &nodes) else { continue }
      if let own { places[own] = before }
      if case .backreference = nodes[before], !mode.caseless, let wanted, let place = places[wanted] {
        nodes[before] = .backreference(back: before - place)
      }
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom(_ mode: inout Mode, into nodes: inout [Node]) throws(NotUnderstood) {
    switch bytes[at] {
    case UInt8(ascii: "\\"): try escape(mode, into: &nodes)
    case UInt8(ascii: "["): nodes.append(try characterClass(mode))
    case UInt8(ascii: "("):
      if let node = try group(&mode) { nodes.append(node) }
    case UInt8(ascii: "."):
      at += 1
      nodes.append(.set(mode.dotAll ? .any : .anyButLineFeed))
    case UInt8(ascii: "^"):
      at += 1
      nodes.append(mode.multiline ? .lineStart : .textStart)
    case UInt8(ascii: "$"):
      at += 1
      nodes.append(mode.multiline ? .lineEnd : .textEndOrBefore)
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): throw NotUnderstood()
    case UInt8(ascii: "{"):
      // A literal brace, unless a later PCRE2 takes it for a quantifier.
      if try quantifier() != nil { throw NotUnderstood() }
      at += 1
      nodes.append(.character(0x7B, caseless: false))
    default: nodes.append(.character(try character(), caseless: mode.caseless))
    }
  }

  /// Two or more characters that mean themselves and are not repeated.
  private mutating func plainRun(_ mode: Mode) -> [UInt8]? {
    var end = at
    while end < bytes.count, Self.isPlain(bytes[end]), !mode.extended || bytes[end] != 0x20 { end += 1 }
    // What follows the run may repeat its last character, in extended mode even after a space.
    if end < bytes.count, mode.extended || Self.isQuantifier(bytes[end]) { end -= 1 }
    guard end >= at + 2 else { return nil }
    defer { at = end }
    return Array(bytes[at..<end])
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: " "), UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "%")...UInt8(ascii: "'"),
      UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":")...UInt8(ascii: ">"),
      UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func isQuantifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): true
    default: false
    }
  }

  // MARK: Quantifiers

  /// Whether the last node is repeated.
  private mutating func quantifiers(_ mode: Mode, _ nodes: inout [Node]) throws(NotUnderstood) -> Bool {
    var isRepeated = false
    while true {
      if mode.extended { try skipSpace() }
      guard let (minimum, maximum) = try quantifier() else { return isRepeated }
      isRepeated = true
      if at < bytes.count, bytes[at] == UInt8(ascii: "?") || bytes[at] == UInt8(ascii: "+") { at += 1 }
      let node = nodes.removeLast()
      nodes.append(.repetition(node, minimum: minimum, maximum: maximum))
    }
  }

  private mutating func quantifier() throws(NotUnderstood) -> (minimum: Int, maximum: Int)? {
    guard at < bytes.count else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "*"):
      at += 1
      return (0, .max)
    case UInt8(ascii: "+"):
      at += 1
      return (1, .max)
    case UInt8(ascii: "?"):
      at += 1
      return (0, 1)
    case UInt8(ascii: "{"): return try braces()
    default: return nil
    }
  }

  /// `{n}`, `{n,}`, `{n,m}`. PCRE2 10.43 takes `{,m}` and spaces too, 10.42 does not: those are not understood.
  private mutating func braces() throws(NotUnderstood) -> (minimum: Int, maximum: Int)? {
    var index = at + 1
    guard index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: ",") || bytes[index] == 0x20 || bytes[index] == 0x09 { throw NotUnderstood() }
    guard let minimum = number(&index) else { return nil }
    var maximum = minimum
    if index < bytes.count, bytes[index] == UInt8(ascii: ",") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
        maximum = .max
      } else {
        guard let upper = number(&index) else { throw NotUnderstood() }
        maximum = upper
      }
    }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "}") else { throw NotUnderstood() }
    at = index + 1
    return (minimum, max(minimum, maximum))
  }

  private func number(_ index: inout Int) -> Int? {
    var value = 0
    let start = index
    while index < bytes.count, index - start < 6, (0x30...0x39).contains(bytes[index]) {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    return index > start ? value : nil
  }

  // MARK: Characters

  /// White space and comments of extended mode.
  private mutating func skipSpace() throws(NotUnderstood) {
    while at < bytes.count {
      switch bytes[at] {
      case 0x09...0x0D, 0x20: at += 1
      case UInt8(ascii: "#"):
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      case UInt8(ascii: "\\") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "E"): at += 2
      case 0x80...0xFF:
        // U+0085, U+200E, U+200F, U+2028, U+2029 are skipped, too, but not by every version.
        let start = at
        let value = try character()
        at = start
        if [0x85, 0x200E, 0x200F, 0x2028, 0x2029].contains(value) { throw NotUnderstood() }
        return
      default: return
      }
    }
  }

  /// The UTF-8 character at hand.
  mutating func character() throws(NotUnderstood) -> UInt32 {
    let lead = bytes[at]
    let (length, first): (Int, UInt32) =
      switch lead {
      case 0x00...0x7F: (1, UInt32(lead))
      case 0xC2...0xDF: (2, UInt32(lead & 0x1F))
      case 0xE0...0xEF: (3, UInt32(lead & 0x0F))
      case 0xF0...0xF4: (4, UInt32(lead & 0x07))
      default: throw NotUnderstood()
      }
    guard at + length <= bytes.count else { throw NotUnderstood() }
    var value = first
    for index in at + 1..<at + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
    at += length
    return value
  }

  /// Moves past a string, if it is at hand.
  mutating func take(_ string: StaticString) -> Bool {
    let length = string.utf8CodeUnitCount
    guard at + length <= bytes.count else { return false }
    // Not as a string, which would be made for each of thousands of questions, most of which the first byte answers.
    let isThere = string.withUTF8Buffer { wanted in
      for place in 0..<length where unsafe wanted[place] != bytes[at + place] { return false }
      return true
    }
    if isThere { at += length }
    return isThere
  }
}
