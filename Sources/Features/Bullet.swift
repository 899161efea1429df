/// What converters and people put before the items of a list.
enum Bullet {
  case none
  /// A sign of keyboards, which programs and settings begin lines with as well.
  case typed
  /// A sign that is nothing else.
  case printed

  /// How far lynx indents the third level of a list and those below it, at least.
  private static let thirdLevel = 10

  /// - Parameters:
  ///   - line: From where its text begins, not empty.
  ///   - indent: The blanks before that.
  init(_ text: Span<UInt8>, _ line: Range<Int>, indent: Int) {
    let (scalar, length) = Scalars.decode(text, line.lowerBound)
    let next = line.lowerBound + length
    guard next < line.upperBound, text[next] == 0x20 else {
      self = .none
      return
    }
    self =
      switch scalar {
      case 0xB7, 0x2022, 0x2023, 0x25A0...0x25FF, 0x2605, 0x2606: .printed
      case 0x2A, 0x2B, 0x2D, 0x2013: .typed
      // An o is a word as well, # and @ begin lines of programs.
      case 0x6F, 0x23, 0x40: indent >= Self.thirdLevel ? .typed : .none
      default: .none
      }
  }
}
