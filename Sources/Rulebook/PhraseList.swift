internal import Diagnostics

/// A `.list` file: one literal phrase a line. Blank lines and lines that begin with `#` are skipped.
struct PhraseList {
  struct Phrase {
    let text: String
    let range: Range<Int>

    /// A regex that matches just this phrase; as a whole line, blanks may stand around it.
    func pattern(wholeLine: Bool) -> String {
      let quoted = text.unicodeScalars.map { scalar in
        // Only ASCII punctuation means anything to PCRE2, and there a backslash takes the meaning away.
        scalar.isASCII && !isWordCharacter(scalar) ? "\\\(scalar)" : "\(scalar)"
      }.joined()
      let blanks = "[ \\t\\x{A0}]*+"
      return wholeLine ? "\(blanks)\(quoted)\(blanks)" : quoted
    }

    private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == " "
    }
  }

  let phrases: [Phrase]

  init(_ file: SourceFile) {
    var phrases: [Phrase] = []
    var start = 0
    for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
      let trimmed = line.drop(while: isBlank)
      let count = trimmed.reversed().drop(while: isBlank).count
      guard count > 0, trimmed.first != UInt8(ascii: "#") else { continue }
      let text = String(decoding: trimmed.prefix(count), as: UTF8.self)
      let first = start + trimmed.startIndex - line.startIndex
      phrases.append(Phrase(text: text, range: first..<(first + count)))
    }
    self.phrases = phrases
  }
}
