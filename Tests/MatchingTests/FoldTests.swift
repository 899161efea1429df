import Testing

@testable import Matching

/// What the index assumes of PCRE2's case tables, asked of PCRE2 itself.
@Suite struct FoldTests {
  /// Every character that may have a case, one after the other.
  private static let everyCharacter: [UInt8] = {
    var text = ""
    for value in UInt32(1)...0x1FFFF where value != 0x0A {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    return Array(text.utf8)
  }()

  /// The characters that match a character regardless of case.
  private static func partners(of character: UInt32) throws -> [[UInt8]] {
    let pattern = try Pattern(
      Expression("\\x{\(String(character, radix: 16))}", options: .caseless, subject: .document))
    var search = DocumentSearch(pattern, expression: 0, engine: .machineCode, isConfined: true)
    var matches = Matches()
    try search.run(
      everyCharacter.span, from: 0, through: everyCharacter.count, Scratch(), &matches, { false })
    return matches.found.map { Array(everyCharacter[$0.range]) }
  }

  @Test func onlyKAndSHavePartnersBeyondASCII() throws {
    for letter in UInt32(0x20)...0x7E {
      let beyond = try Self.partners(of: letter).filter { $0.count > 1 }
      switch letter | 0x20 {
      case 0x6B where letter >= 0x41: #expect(beyond == [[0xE2, 0x84, 0xAA]])
      case 0x73 where letter >= 0x41: #expect(beyond == [[0xC5, 0xBF]])
      default: #expect(beyond.isEmpty)
      }
    }
  }

  @Test func aCharacterThatIsAppendedIsOfOneString() {
    var appended = 0
    for character in UInt32(0)...0x1FFFF {
      var string: [UInt8] = []
      guard Fold.append(character, to: &string) else {
        #expect(string.isEmpty)
        continue
      }
      appended += 1
      #expect(Fold.strings(of: character, caseless: true) == [string], "U+\(String(character, radix: 16))")
      #expect(Fold.strings(of: character, caseless: false) == [string], "U+\(String(character, radix: 16))")
    }
    #expect(appended > 30_000)
  }

  @Test func allCasesOfACharacterAreKnown() throws {
    var characters = Array(UInt32(0x80)...0x24F)
    // Of the large ranges a sample; the small ones, whole.
    characters += Array(0x250...0x5FF) + Array(0x10A0...0x10FF) + Array(0x1E00...0x1EFF) + Array(0xFE00...0xFFDC)
    characters += Array(0x2000...0x2BFF) + Array(0x3000...0x30FF)
    characters += stride(from: UInt32(0x0600), to: 0x10A0, by: 37)
    characters += stride(from: UInt32(0x1100), to: 0x1C00, by: 37)
    characters += stride(from: UInt32(0x4E00), to: 0xD7A3, by: 997)
    characters += stride(from: 0x1F300, through: 0x1FAFF, by: 41)
    for character in characters {
      let leads = Fold.leads(of: character, caseless: true)
      guard let strings = Fold.strings(of: character, caseless: true) else {
        // Of blanks the first bytes are known, though what they fold to is not asked for.
        if let leads { for partner in try Self.partners(of: character) { #expect(leads.contains(partner[0])) } }
        continue
      }
      for partner in try Self.partners(of: character) {
        #expect(leads?.contains(partner[0]) == true, "U+\(String(character, radix: 16))")
        #expect(
          strings.slices.contains { $0.elementsEqual(partner.map { $0 | 0x20 }) }, "U+\(String(character, radix: 16))")
      }
    }
  }
}
