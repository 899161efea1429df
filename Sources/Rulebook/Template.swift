internal import Diagnostics

/// A regex as it is written, its `{{name}}` defines put in, with the way back from each byte to where it was written.
struct Template {
  /// A piece of the expanded text and where it comes from.
  private struct Piece {
    let start: Int
    let origin: Int
    let define: String?
  }

  /// The regex that PCRE2 sees.
  private(set) var text = ""
  private var pieces: [Piece] = []

  /// A name between braces that no `[define]` has.
  struct Unknown: Error {
    let name: String
    /// Bytes of the template, braces included.
    let range: Range<Int>
  }

  /// - Parameter isText: Whether an undefined name in its braces is to stand for just that.
  /// - Throws: ``Unknown`` for the first undefined name. Defines do not nest: braces in a define are just braces.
  init(
    _ written: String, defines: [String: String], isText: (String) -> Bool = { _ in false }
  ) throws(Unknown) {
    let bytes = Array(written.utf8)
    var out: [UInt8] = []
    var position = 0
    var copied = 0
    func matchName(at start: Int) -> Range<Int>? {
      guard start + 4 < bytes.count, bytes[start] == UInt8(ascii: "{"), bytes[start + 1] == UInt8(ascii: "{") else {
        return nil
      }
      // Blanks are taken with the name, so that {{ sp }} is a name that nobody defined and not a text in braces.
      var end = start + 2
      while end < bytes.count, Self.isNameByte(bytes[end]) || bytes[end] == UInt8(ascii: " ") { end += 1 }
      guard bytes[(start + 2)..<end].contains(where: Self.isNameByte), end + 1 < bytes.count,
        bytes[end] == UInt8(ascii: "}"),
        bytes[end + 1] == UInt8(ascii: "}")
      else { return nil }
      return (start + 2)..<end
    }
    while position < bytes.count {
      // Most bytes are no brace.
      if bytes[position] != UInt8(ascii: "{") {
        position += 1
        continue
      }
      guard let range = matchName(at: position) else {
        position += 1
        continue
      }
      let name = String(decoding: bytes[range], as: UTF8.self)
      let whole = position..<(range.upperBound + 2)
      guard let define = defines[name] else {
        guard isText(name) else { throw Unknown(name: name, range: whole) }
        position = whole.upperBound
        continue
      }
      pieces.append(Piece(start: out.count, origin: copied, define: nil))
      out += bytes[copied..<position]
      pieces.append(Piece(start: out.count, origin: 0, define: name))
      out += Array(define.utf8)
      position = whole.upperBound
      copied = position
    }
    pieces.append(Piece(start: out.count, origin: copied, define: nil))
    out += bytes[copied...]
    text = String(decoding: out, as: UTF8.self)
  }

  /// Where a byte of the expanded text was written: in the template itself, or in a define.
  func origin(of offset: Int) -> (define: String?, offset: Int) {
    let piece = pieces.last { $0.start <= offset } ?? Piece(start: 0, origin: 0, define: nil)
    return (piece.define, piece.origin + offset - piece.start)
  }

  /// The define whose text ends at a byte of the expanded text. PCRE2 notices some errors only behind them.
  func define(endingAt offset: Int) -> String? {
    guard let next = pieces.firstIndex(where: { $0.start == offset && $0.define == nil }), next > 0 else { return nil }
    return pieces[next - 1].define
  }

  /// Whether a define can be called so.
  static func isName(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isNameByte) }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
