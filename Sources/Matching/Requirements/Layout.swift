/// Where the pieces of a ``Track`` stand in their lines.
struct Layout {
  let pieces: [Track.Piece]
  let extents: [Extent]
  let total: Extent
  /// Whether the pattern is shown lines: no match takes a line feed then, whatever the pattern says.
  let isLine: Bool

  init(_ pieces: [Track.Piece], isLine: Bool) {
    self.pieces = pieces
    self.isLine = isLine
    extents = pieces.map { piece in
      switch piece {
      case .literal(let literal):
        return literal.extent
      case .gap(_, let extent): return extent
      case .lineFeed: return Extent(.character(0x0A, caseless: false))
      case .lineStart, .lineEnd: return Extent()
      }
    }
    var total = Extent()
    for extent in extents { total.append(extent) }
    self.total = total
  }

  /// Whether a match begins at a line's start.
  var startsWithLine: Bool {
    if case .lineStart? = pieces.first { true } else { false }
  }

  /// Whether a match ends at a line's end.
  var endsWithLine: Bool {
    if case .lineEnd? = pieces.last { true } else { false }
  }

  /// Whether no match takes a line feed.
  var staysInLine: Bool { isLine || total.lineFeeds == 0 }

  /// Whether only blanks stand between a line's start and the piece: `false` for none at all, `true` for a gap.
  func startGap(before index: Int) -> Bool? {
    var gap = false
    for other in (0..<index).reversed() {
      switch pieces[other] {
      case .lineStart, .lineFeed: return gap
      case .gap where extents[other].isBlank: gap = true
      default: return nil
      }
    }
    return nil
  }

  /// Whether only blanks stand between the piece and its line's end.
  func reachesEnd(after index: Int) -> Bool {
    for other in pieces.indices where other > index {
      switch pieces[other] {
      case .lineEnd, .lineFeed: return true
      case .gap where extents[other].isBlank: continue
      default: return false
      }
    }
    return false
  }

  /// Whether no ASCII letter or digit stands between the line's start and the piece.
  func isFirstWord(_ index: Int) -> Bool {
    for other in (0..<index).reversed() {
      switch pieces[other] {
      case .lineStart, .lineFeed: return true
      default: if !extents[other].isEdge { return false }
      }
    }
    return false
  }

  /// Whether no ASCII letter or digit stands between the piece and its line's end.
  func isLastWord(_ index: Int) -> Bool {
    for other in pieces.indices where other > index {
      switch pieces[other] {
      case .lineEnd, .lineFeed: return true
      default: if !extents[other].isEdge { return false }
      }
    }
    return false
  }

  /// The greatest number of characters between the piece and its line's end.
  func charactersToEnd(after index: Int) -> Int {
    var rest = Extent()
    for other in pieces.indices where other > index {
      switch pieces[other] {
      case .lineEnd, .lineFeed: return rest.characters
      default: rest.append(extents[other])
      }
      if rest.lineFeeds > 0, !isLine { return .max }
    }
    return .max
  }

  /// In which lines a match may start if the piece stands in a given one.
  func lead(before index: Int) -> Branch.Lead {
    if isLine { return .lines(0) }
    var before = Extent()
    for extent in extents[..<index] { before.append(extent) }
    if before.lineFeeds == 0 { return .lines(0) }
    if before.isBlank { return .blankLines(andOneMore: !startsWithLine) }
    return before.lineFeeds <= 64 ? .lines(before.lineFeeds) : .anyBefore
  }

  /// The bytes with which the first line begins, if a match begins with that line.
  func firstBytes() -> FirstBytes {
    var bytes = FirstBytes()
    for piece in pieces {
      switch piece {
      case .literal(let literal): bytes.append(oneOf: literal.strings)
      case .gap(let node, _): bytes.append(node)
      case .lineFeed, .lineEnd: bytes.close(with: ByteSet(0x0A...0x0A))
      case .lineStart: break
      }
    }
    return bytes
  }
}
