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
    var strings: Strings
    /// Whether a word boundary stands before it.
    var afterBoundary: Bool
    /// Whether a word boundary stands after it.
    var beforeBoundary: Bool
    /// How much text it is.
    let extent: Extent

    init(_ strings: Strings, afterBoundary: Bool, beforeBoundary: Bool) {
      self.strings = strings
      self.afterBoundary = afterBoundary
      self.beforeBoundary = beforeBoundary
      var extent = Extent()
      extent.bytes = strings.shortest
      extent.isBlank = false
      extent.isEdge = !strings.bytes.contains { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
      extent.characters = strings.mostCharacters
      self.extent = extent
    }
  }

  private(set) var pieces: [Piece] = []
  /// The literal that is still growing.
  private var pending = Strings.empty
  private var afterBoundary = false
  private var beforeBoundary = false

  /// How many strings a literal may be one of before the next choice begins another, and how long they may be.
  static let breadth = 48
  static let length = 64

  private var isEmpty: Bool { pending.isOneEmpty }

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
    if pending.hasEmpty {
      // It may be absent: what it is does not help.
      let bytes = pending.bytes
      let optional = pending.ranges.map { range in Node.sequence(bytes[range].map { .set(Fold.unfolded($0)) }) }
      let node = Node.alternation(optional)
      pieces.append(.gap(node, Extent(node)))
    } else {
      pieces.append(
        .literal(Literal(pending, afterBoundary: afterBoundary, beforeBoundary: beforeBoundary)))
    }
    pending = .empty
  }

  mutating func append(_ piece: Piece) {
    finish()
    pieces.append(piece)
  }

  mutating func appendBoundary() {
    if isEmpty { afterBoundary = true } else { beforeBoundary = true }
  }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    if bytes.count > Self.length {
      append(bytes.prefix(Self.length))
      return append(bytes.dropFirst(Self.length))
    }
    if pending.firstLength + bytes.count > Self.length { finish() }
    beforeBoundary = false
    pending.append(toEach: bytes)
  }

  /// Appends one of several strings; the product with what is pending stays within bounds.
  mutating func append(oneOf strings: Strings) {
    if strings.count == 1 { return append(strings.bytes[...]) }
    if !isEmpty, pending.count * strings.count > Self.breadth || pending.firstLength > Self.length { finish() }
    beforeBoundary = false
    pending = pending.followed(by: strings)
  }
}
