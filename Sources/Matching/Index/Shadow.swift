/// A text in which U+017F stands as `s` and U+212A as `k`.
///
/// They are the only characters outside ASCII that match an ASCII letter regardless of case. In the shadow a literal is
/// found by its bytes; its lines are those of the text, though shorter. Matches are looked for in the text itself.
enum Shadow {
  static func fill(_ shadow: inout [UInt8], from text: [UInt8]) {
    shadow.removeAll(keepingCapacity: true)
    shadow.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if text[at] == 0xC5, at + 1 < text.count, text[at + 1] == 0xBF {
        shadow.append(UInt8(ascii: "s"))
        at += 2
      } else if text[at] == 0xE2, at + 2 < text.count, text[at + 1] == 0x84, text[at + 2] == 0xAA {
        shadow.append(UInt8(ascii: "k"))
        at += 3
      } else {
        shadow.append(text[at])
        at += 1
      }
    }
  }
}
