internal import CLanguage
internal import Features
internal import Rulebook

/// The language of a text, by CLD2.
enum Language {
  /// CLD2 needs no more than this of a text to be sure, and its cost grows with what it is shown.
  private static let sampleSize = 512

  /// The language (ISO 639-1 where there is one) of a text's prose; `nil` where CLD2 is not sure.
  static func detect(_ text: [UInt8]) -> String? {
    let sample = sample(text)
    guard !sample.isEmpty else { return nil }
    let code = unsafe sample.withUnsafeBytes { bytes in
      unsafe winnow_language(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return unsafe code.flatMap { unsafe Self.code(String(cString: $0)) }
  }

  /// The code in a tag such as `de-AT`, `zh_Hant` or `deu_Latn`, in lower case and as ISO 639-1 has it today where it has one;
  /// `nil` where there is none, as in `English`, `und` or `xx`.
  static func code(_ tag: String) -> String? {
    let first = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
    guard 2...3 ~= first.utf8.count, first.utf8.allSatisfy({ 0x61...0x7A ~= $0 }), first != "und" else { return nil }
    return LanguageCodes.standard(first)
  }

  /// The first prose lines, or the beginning of a text without prose; whole characters.
  static func sample(_ text: [UInt8]) -> [UInt8] {
    var sample: [UInt8] = []
    var start = 0
    while start < text.count, sample.count < sampleSize {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      if Prose.isProse(text.span.extracting(start..<end)) {
        sample += text[start..<characterStart(text, min(end, start + sampleSize))]
        sample.append(0x0A)
      }
      start = end + 1
    }
    if sample.isEmpty { sample = Array(text[..<characterStart(text, min(text.count, sampleSize))]) }
    return sample
  }

  /// The offset, or the start of the character that it stands in.
  private static func characterStart(_ text: [UInt8], _ offset: Int) -> Int {
    var offset = offset
    while offset > 0, offset < text.count, text[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

extension Document {
  /// The language of its prose; `nil` where it can't be told.
  public var detectedLanguage: String? { Language.detect(text) }

  /// The language of a text's prose; `nil` where it can't be told.
  public static func language(of text: [UInt8]) -> String? { Language.detect(text) }
}
