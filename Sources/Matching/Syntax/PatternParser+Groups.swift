extension PatternParser {
  /// What an opening parenthesis introduces; `nil` for a comment, and for a setting that lasts to the group's end.
  mutating func group(_ mode: inout Mode) throws(NotUnderstood) -> Node? {
    at += 1
    // Verbs, and groups by name such as `(*atomic:…)`.
    if at < bytes.count, bytes[at] == UInt8(ascii: "*") { throw NotUnderstood() }
    guard take("?") else { return try capture(mode) }
    guard at < bytes.count else { throw NotUnderstood() }
    switch bytes[at] {
    case UInt8(ascii: "#"):
      while at < bytes.count, bytes[at] != UInt8(ascii: ")") { at += 1 }
      at += 1
      return nil
    case UInt8(ascii: ">"):
      at += 1
      // Kept together: what is taken in it is not given back for what follows.
      return .alternation([try body(mode)])
    case UInt8(ascii: ":"), UInt8(ascii: "|"):
      // `(?|`: several groups of one number.
      if bytes[at] == UInt8(ascii: "|") { isNumbered = false }
      at += 1
      return try body(mode)
    case UInt8(ascii: "="), UInt8(ascii: "!"):
      let isNegative = bytes[at] == UInt8(ascii: "!")
      at += 1
      return .lookahead(try body(mode), isNegative: isNegative)
    case UInt8(ascii: "<"): return try angle(mode)
    case UInt8(ascii: "P"):
      at += 1
      if take("<") { return try named(until: UInt8(ascii: ">"), mode) }
      if take("=") {
        try skip(past: UInt8(ascii: ")"))
        return .backreference(back: nil)
      }
      // `(?P>name)`, a call.
      try skip(past: UInt8(ascii: ")"))
      return .unknown
    case UInt8(ascii: "'"):
      at += 1
      return try named(until: UInt8(ascii: "'"), mode)
    case UInt8(ascii: "("):
      // A condition: what it asks may be a look round, which must be read to find its end.
      _ = try condition(mode)
      _ = try body(mode)
      return .unknown
    case UInt8(ascii: "R"), UInt8(ascii: "&"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try skip(past: UInt8(ascii: ")"))
      return .unknown
    case UInt8(ascii: "-") where at + 1 < bytes.count && (0x30...0x39).contains(bytes[at + 1]):
      try skip(past: UInt8(ascii: ")"))
      return .unknown
    default: return try settings(&mode)
    }
  }

  /// The rest of a group, with settings of its own.
  private mutating func body(_ mode: Mode) throws(NotUnderstood) -> Node {
    var inner = mode
    let node = try alternation(&inner)
    guard at < bytes.count else { throw NotUnderstood() }
    at += 1
    // Those are of the inner sequence.
    (captured, referenced) = (nil, nil)
    return node
  }

  private mutating func skip(past byte: UInt8) throws(NotUnderstood) {
    while at < bytes.count, bytes[at] != byte { at += 1 }
    guard at < bytes.count else { throw NotUnderstood() }
    at += 1
  }

  private mutating func named(until byte: UInt8, _ mode: Mode) throws(NotUnderstood) -> Node {
    try skip(past: byte)
    return try capture(mode)
  }

  /// The rest of a group that is remembered.
  private mutating func capture(_ mode: Mode) throws(NotUnderstood) -> Node {
    groups += 1
    let number = groups
    let node = try body(mode)
    captured = isNumbered ? number : nil
    return node
  }

  /// `(?<=…)`, `(?<!…)`, `(?<name>…)`.
  private mutating func angle(_ mode: Mode) throws(NotUnderstood) -> Node {
    if take("<=") { return .lookbehind(try body(mode), isNegative: false) }
    if take("<!") { return .lookbehind(try body(mode), isNegative: true) }
    // `(?<*…)`, a look behind that is not atomic.
    if take("<*") { throw NotUnderstood() }
    return try named(until: UInt8(ascii: ">"), mode)
  }

  private mutating func condition(_ mode: Mode) throws(NotUnderstood) {
    at += 1
    guard at < bytes.count else { throw NotUnderstood() }
    if bytes[at] == UInt8(ascii: "?") || bytes[at] == UInt8(ascii: "*") {
      at -= 1
      var inner = mode
      _ = try group(&inner)
    } else {
      try skip(past: UInt8(ascii: ")"))
    }
  }

  /// `(?i)`, `(?i-s:…)`, `(?^x)`.
  private mutating func settings(_ mode: inout Mode) throws(NotUnderstood) -> Node? {
    var inner = mode
    var on = true
    if take("^") { inner = Mode(caseless: false, extended: false, dotAll: false, multiline: false) }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "i"): inner.caseless = on
      case UInt8(ascii: "m"): inner.multiline = on
      case UInt8(ascii: "s"): inner.dotAll = on
      case UInt8(ascii: "x"):
        // `xx` ignores spaces in classes, too.
        if at < bytes.count, bytes[at] == UInt8(ascii: "x") { throw NotUnderstood() }
        inner.extended = on
      case UInt8(ascii: "n"): isNumbered = false
      case UInt8(ascii: "J"), UInt8(ascii: "U"): break
      case UInt8(ascii: "-"): on = false
      case UInt8(ascii: ":"): return try body(inner)
      case UInt8(ascii: ")"):
        mode = inner
        return nil
      default: throw NotUnderstood()
      }
    }
    throw NotUnderstood()
  }
}
