/// The bytes with which a line may begin for a part of a pattern to match at its start; LF stands for an empty line.
struct FirstBytes {
  private(set) var set = ByteSet()
  /// Whether a match may go on to what follows without having taken anything.
  private(set) var isOpen = true

  init() {}

  init(_ node: Node) {
    append(node)
  }

  /// What may follow while nothing was taken as yet.
  mutating func append(_ node: Node) {
    guard isOpen else { return }
    switch node {
    case .character(let value, let caseless): close(with: Self.character(value, caseless: caseless))
    case .string(let string, let caseless): close(with: Self.character(UInt32(string[0]), caseless: caseless))
    case .set(let members): close(with: members.firstBytes)
    case .sequence(let nodes):
      for node in nodes { append(node) }
    case .alternation(let nodes):
      let parts = nodes.map { FirstBytes($0) }
      for part in parts { set.formUnion(part.set) }
      isOpen = parts.contains(where: \.isOpen)
    case .repetition(let node, let minimum, _):
      append(node)
      isOpen = isOpen || minimum == 0
    // At a line's start and at its end: the line is empty.
    case .lineEnd, .textEnd, .textEndOrBefore: close(with: ByteSet(0x0A...0x0A))
    case .lineStart, .textStart, .wordBoundary, .zeroWidth, .lookahead, .lookbehind: break
    case .backreference, .unknown: close(with: .all)
    }
  }

  /// Folded strings, of which none is empty.
  mutating func append(oneOf strings: Strings) {
    guard isOpen else { return }
    for string in strings.ranges where !string.isEmpty {
      set.formUnion(Fold.originals(of: strings.bytes[string.lowerBound]))
    }
    isOpen = false
  }

  mutating func close(with bytes: ByteSet) {
    guard isOpen else { return }
    set.formUnion(bytes)
    isOpen = false
  }

  private static func character(_ value: UInt32, caseless: Bool) -> ByteSet {
    guard value < 0x80 else { return .leads.union(ByteSet("kKsS")) }
    let byte = UInt8(value)
    var result = ByteSet(byte...byte)
    if caseless, (0x61...0x7A).contains(byte | 0x20) { result.insert(byte ^ 0x20) }
    return result
  }
}
