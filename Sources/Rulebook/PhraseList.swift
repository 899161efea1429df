internal import Diagnostics

/// A `.list` file: one literal phrase a line. Blank lines and lines that begin with `#` are skipped; a phrase that begins with
/// it, or with backslashes and it, is written with a backslash more.
struct PhraseList {
  /// Where each phrase stands in the file, in UTF-8, without the backslash that is more.
  private(set) var phrases: [Range<Int>] = []
  private(set) var findings: [Diagnostic] = []

  init(_ file: SourceFile) {
    let bytes = file.bytes
    let mark = [0xEF, 0xBB, 0xBF] as [UInt8]
    // Asked once of the whole, not of thousands of lines.
    let isSound = String(validating: bytes, as: UTF8.self) != nil
    var end = bytes.starts(with: mark) ? mark.count - 1 : -1
    while end < bytes.count {
      var first = end + 1
      end = first
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      var last = end
      while first < last, Self.isBlank(bytes[first]) { first += 1 }
      while last > first, Self.isBlank(bytes[last - 1]) { last -= 1 }
      guard first < last, bytes[first] != UInt8(ascii: "#") else { continue }
      if Self.isEscaped(bytes[first..<last]) { first += 1 }
      if isSound || String(validating: bytes[first..<last], as: UTF8.self) != nil {
        phrases.append(first..<last)
      } else {
        findings.append(
          Diagnostic("this phrase is not UTF-8", in: file, at: first..<last, help: "save the list as UTF-8"))
      }
    }
  }

  /// Whether a phrase begins with backslashes and `#`.
  private static func isEscaped(_ phrase: ArraySlice<UInt8>) -> Bool {
    guard phrase.first == UInt8(ascii: "\\") else { return false }
    return phrase.first { $0 != UInt8(ascii: "\\") } == UInt8(ascii: "#")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
