internal import Diagnostics

/// A `.list` file: one literal phrase a line. Blank lines and lines that begin with `#` are skipped; a phrase that begins with
/// it is written with a backslash before it.
struct PhraseList {
  struct Phrase {
    let text: String
    let range: Range<Int>
  }

  let phrases: [Phrase]
  private(set) var findings: [Diagnostic] = []

  init(_ file: SourceFile) {
    var phrases: [Phrase] = []
    let mark = [0xEF, 0xBB, 0xBF] as [UInt8]
    var start = file.bytes.starts(with: mark) ? mark.count : 0
    for line in file.bytes.dropFirst(start).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
      let trimmed = line.drop(while: isBlank)
      let count = trimmed.reversed().drop(while: isBlank).count
      guard count > 0, trimmed.first != UInt8(ascii: "#") else { continue }
      let first = start + trimmed.startIndex - line.startIndex
      guard let text = String(validating: trimmed.prefix(count), as: UTF8.self) else {
        findings.append(
          Diagnostic(
            "this phrase is not UTF-8", in: file, at: first..<(first + count), help: "save the list as UTF-8"))
        continue
      }
      let isEscaped = text.utf8.starts(with: "\\#".utf8)
      phrases.append(Phrase(text: isEscaped ? String(text.dropFirst()) : text, range: first..<(first + count)))
    }
    self.phrases = phrases
  }
}
