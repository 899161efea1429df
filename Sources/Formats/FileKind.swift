/// Files that are no text at all, by their first bytes: publishing what can be decoded of them would help nobody.
enum FileKind {
  private static let signatures: [([UInt8], String)] = [
    (Array("%PDF-".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    (Array("GIF87a".utf8), "a GIF image"),
    (Array("GIF89a".utf8), "a GIF image"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an office document"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old office document"),
    ([0x1F, 0x8B, 0x08], "a gzip file"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"),
    (Array("BZh".utf8) + [], "a bzip2 file"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
  ]

  /// How much of a text's beginning is looked at for NUL.
  private static let sample = 8_000
  /// So many NULs are no accident, if they are so large a share besides: one byte in so many.
  private static let manyNULs = 16
  private static let oneIn = 50

  /// Whether a decoded text is data of some other kind: its beginning is full of NUL, which no text needs, and which
  /// archives, databases, sound and pictures have from their first bytes on. A few are left alone: a text may have caught
  /// them on its way here.
  static func isData(_ text: [UInt8]) -> Bool {
    let beginning = text.prefix(sample)
    let zeros = beginning.count { $0 == 0 }
    return zeros >= manyNULs && zeros * oneIn >= beginning.count
  }

  /// What the bytes are, where they are known to be no text.
  static func notText(_ bytes: [UInt8]) -> String? {
    guard let found = signatures.first(where: { bytes.starts(with: $0.0) })?.1 else { return nil }
    // "BZh" may begin a text; a bzip2 file goes on with a digit and a fixed number.
    if found == "a bzip2 file" {
      let rest = bytes.dropFirst(4).prefix(6)
      return rest.elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) ? found : nil
    }
    return found
  }
}
