internal import CLanguage
internal import Features

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
    return unsafe code.map { unsafe String(cString: $0) }
  }

  /// The first prose lines, or the beginning of a text without prose.
  private static func sample(_ text: [UInt8]) -> [UInt8] {
    var sample: [UInt8] = []
    var start = 0
    while start < text.count, sample.count < sampleSize {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      if Prose.isProse(text.span.extracting(start..<end)) {
        sample += text[start..<min(end, start + sampleSize)]
        sample.append(0x0A)
      }
      start = end + 1
    }
    if sample.isEmpty { sample = Array(text.prefix(sampleSize)) }
    // Cut between characters.
    while let last = sample.last, last & 0xC0 == 0x80, sample.count < text.count { sample.removeLast() }
    if let last = sample.last, last >= 0xC0 { sample.removeLast() }
    return sample
  }
}

extension Document {
  /// The language of its prose; `nil` where it can't be told.
  public var detectedLanguage: String? { Language.detect(text) }

  /// The language of a text's prose; `nil` where it can't be told.
  public static func language(of text: [UInt8]) -> String? { Language.detect(text) }
}
