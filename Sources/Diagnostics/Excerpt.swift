/// A line of a file as a terminal can show it, and the mark under a place in it.
struct Excerpt {
  /// The line, or a window of it round the place.
  let text: String
  /// Spaces and tabs up to the place, a caret, and tildes to its end.
  let mark: String

  /// How many characters of a line are shown at most.
  private static let window = 160
  /// How many of them stand before the place where not all can.
  private static let lead = 60

  /// - Parameters:
  ///   - start: Code points before the place.
  ///   - count: Code points that the place covers.
  init(_ line: String, from start: Int, count: Int) {
    let all = Array(line.unicodeScalars)
    let first = all.count <= Excerpt.window ? 0 : max(0, min(start - Excerpt.lead, all.count - Excerpt.window))
    let last = min(all.count, first + Excerpt.window)
    let (head, tail) = (first > 0 ? "…" : "", last < all.count ? "…" : "")
    text = head + Excerpt.printable(all[first..<last]) + tail
    let place = min(start, all.count)
    // Tabs stay tabs, so that the caret stands under what it points at.
    let indent = all[first..<max(first, place)].map { $0 == "\t" ? "\t" : String(repeating: " ", count: columns($0)) }
    let marked = all[place..<max(place, min(place + count, last))].reduce(0) { $0 + columns($1) }
    mark =
      String(repeating: " ", count: head.count) + indent.joined() + "^"
      + String(repeating: "~", count: max(0, marked - 1))
  }

  /// A text without what would move a terminal's cursor, change its colours or turn the direction of writing.
  static func printable(_ text: String) -> String { printable(Array(text.unicodeScalars)[...]) }

  private static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var out = String.UnicodeScalarView()
    for scalar in scalars { out.append(isSafe(scalar) ? scalar : "\u{FFFD}") }
    return String(out)
  }

  fileprivate static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: true
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}

/// How many columns a terminal gives a character.
private func columns(_ scalar: Unicode.Scalar) -> Int {
  if !Excerpt.isSafe(scalar) { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
