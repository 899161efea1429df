/// What a pattern's text tells of how PCRE2 10.42 runs it; where the text is not clear, the worse.
///
/// Each of these was found by comparing machine code, the interpreter, and the interpreter without any short cut, on tens of
/// millions of made-up patterns and texts.
struct PatternText {
  /// Whether machine code may find other matches than the interpreter, or not end.
  private(set) var isForInterpreter = false
  /// Whether it looks ahead or behind.
  private(set) var looksRound = false

  private var bytes: ArraySlice<UInt8>
  /// Of each open group, whether it captures.
  private var groups: [Bool] = []
  private var hasPossessiveGroup = false

  /// - Parameter captures: Whether any of its groups captures.
  init(_ pattern: String, captures: Bool) {
    bytes = Array(pattern.utf8)[...]
    // In comments and quotations anything may stand.
    let isUnclear =
      bytes.contains(UInt8(ascii: "#"))
      || zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "Q") }
    while let first = bytes.popFirst() {
      switch first {
      case UInt8(ascii: "\\"): readEscape()
      case UInt8(ascii: "["): if !isUnclear { skipClass() }
      case UInt8(ascii: "("): groups.append(readGroup())
      case UInt8(ascii: ")"):
        let group = groups.popLast() ?? true
        guard isPossessive else { continue }
        hasPossessiveGroup = true
        // Machine code loses ways, or finds some that there are not, in '(\w\w|\w){2,}+'.
        if group, captures { isForInterpreter = true }
      default: break
      }
    }
    if isUnclear, captures, hasPossessiveGroup { isForInterpreter = true }
  }

  private mutating func readEscape() {
    let (kind, next) = (bytes.popFirst() ?? 0, bytes.first ?? 0)
    // '\G' holds where a search begins, and each start has a search of its own here. '\g<1>' calls a group.
    if kind == UInt8(ascii: "G") || kind == UInt8(ascii: "g") && ByteSet("<'").contains(next) {
      isForInterpreter = true
    }
  }

  /// Reads how a group begins; whether it captures.
  private mutating func readGroup() -> Bool {
    // Verbs such as '(*SKIP)' tell where a search goes on.
    if bytes.first == UInt8(ascii: "*") { isForInterpreter = true }
    guard bytes.first == UInt8(ascii: "?") else { return true }
    let kind = bytes.dropFirst().first ?? 0
    let next = bytes.dropFirst(2).first ?? 0
    switch kind {
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("): looksRound = true
    case UInt8(ascii: "<"):
      if !ByteSet("=!").contains(next) { return true }
      looksRound = true
    case UInt8(ascii: "'"): return true
    // Calls of groups, as '(?R)' and '(?-1)', hardly count against the limit in machine code: twenty characters can
    // take it half a minute.
    case UInt8(ascii: "R"), UInt8(ascii: "&"), 0x30...0x39: isForInterpreter = true
    case UInt8(ascii: "P"):
      if next == UInt8(ascii: ">") { isForInterpreter = true }
      return next == UInt8(ascii: "<")
    case UInt8(ascii: "+"), UInt8(ascii: "-"): if 0x30...0x39 ~= next { isForInterpreter = true }
    default: break
    }
    return false
  }

  /// Whether what follows a group repeats it and never goes back into it.
  private var isPossessive: Bool {
    guard let first = bytes.first else { return false }
    if ByteSet("?*+").contains(first) { return bytes.dropFirst().first == UInt8(ascii: "+") }
    guard first == UInt8(ascii: "{"), let end = bytes.firstIndex(of: UInt8(ascii: "}")) else { return false }
    return bytes[(end + 1)...].first == UInt8(ascii: "+")
  }

  /// Passes over a class of characters, whose brackets are no groups.
  private mutating func skipClass() {
    if bytes.first == UInt8(ascii: "^") { bytes.removeFirst() }
    if bytes.first == UInt8(ascii: "]") { bytes.removeFirst() }
    while let byte = bytes.popFirst(), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: "\\") {
        _ = bytes.popFirst()
      } else if byte == UInt8(ascii: "["), bytes.first == UInt8(ascii: ":") {
        while let named = bytes.popFirst(), named != UInt8(ascii: "]") {}
      }
    }
  }
}
