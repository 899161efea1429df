/// One way through a pattern, as literals with gaps between them.
struct Track {
  enum Piece {
    /// One of some folded strings.
    case literal(Literal)
    /// Text of which no literal is known, and how much it is.
    case gap(Node, Extent)
    /// A line feed.
    case lineFeed
    /// A line's start.
    case lineStart
    /// A line's end.
    case lineEnd
  }

  /// One of some folded strings, without line feed; none is empty.
  struct Literal {
    var strings: [[UInt8]]
    /// Whether a word boundary stands before it.
    var afterBoundary: Bool
    /// Whether a word boundary stands after it.
    var beforeBoundary: Bool
    /// How much text it is.
    let extent: Extent

    init(_ strings: [[UInt8]], afterBoundary: Bool, beforeBoundary: Bool) {
      self.strings = strings
      self.afterBoundary = afterBoundary
      self.beforeBoundary = beforeBoundary
      var extent = Extent()
      extent.bytes = .max
      extent.isBlank = false
      for string in strings {
        var characters = 0
        for byte in string {
          if byte & 0xC0 != 0x80 { characters += 1 }
          if extent.isEdge, ByteSet.alphanumerics.contains(byte) { extent.isEdge = false }
        }
        extent.bytes = min(extent.bytes, string.count)
        extent.characters = max(extent.characters, characters)
      }
      self.extent = extent
    }
  }

  private(set) var pieces: [Piece] = []
  /// The literal that is still growing.
  private var pending: [[UInt8]] = [[]]
  private var afterBoundary = false
  private var beforeBoundary = false

  /// How many strings a literal may be one of before the next choice begins another, and how long they may be.
  static let breadth = 48
  static let length = 64

  private var isEmpty: Bool { pending.count == 1 && pending[0].isEmpty }

  /// Whether no literal is known so far.
  var isVague: Bool {
    isEmpty
      && pieces.allSatisfy { piece in
        switch piece {
        case .literal: false
        case .gap, .lineFeed, .lineStart, .lineEnd: true
        }
      }
  }

  /// Ends the literal at hand.
  mutating func finish() {
    defer { (afterBoundary, beforeBoundary) = (false, false) }
    if isEmpty { return }
    if pending.contains([]) {
      // It may be absent: what it is does not help.
      let optional = pending.map { string in Node.sequence(string.map { .set(Fold.unfolded($0)) }) }
      let node = Node.alternation(optional)
      pieces.append(.gap(node, Extent(node)))
    } else {
      pieces.append(
        .literal(Literal(pending, afterBoundary: afterBoundary, beforeBoundary: beforeBoundary)))
    }
    pending = [[]]
  }

  mutating func append(_ piece: Piece) {
    finish()
    pieces.append(piece)
  }

  mutating func appendBoundary() {
    if isEmpty { afterBoundary = true } else { beforeBoundary = true }
  }

  mutating func append(_ bytes: [UInt8]) {
    if bytes.count > Self.length {
      append(Array(bytes.prefix(Self.length)))
      return append(Array(bytes.dropFirst(Self.length)))
    }
    if pending[0].count + bytes.count > Self.length { finish() }
    beforeBoundary = false
    for index in pending.indices { pending[index] += bytes }
  }

  /// Appends one of several strings; the product with what is pending stays within bounds.
  mutating func append(oneOf strings: [[UInt8]]) {
    if strings.count == 1, let string = strings.first { return append(string) }
    if !isEmpty, pending.count * strings.count > Self.breadth || pending[0].count > Self.length { finish() }
    beforeBoundary = false
    pending = pending.flatMap { head in strings.map { head + $0 } }
  }
}
