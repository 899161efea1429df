import CWords
import Testing

@testable import Features

/// The loops that read words must say what is plain to see, however they go about it.
@Suite struct WordTests {
  /// The ASCII letters that bytes begin with, as plainly as can be.
  private func plainLetters(_ bytes: [UInt8]) -> (length: Int, capitals: Int, isCapitalised: Bool) {
    let letters = bytes.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    let capitals = letters.filter { $0 < 0x61 }
    return (letters.count, capitals.count, letters.first.map { $0 < 0x61 } ?? false)
  }

  @Test func anyByteEndsAWordUnlessItIsALetter() {
    for byte in UInt8.min...UInt8.max {
      for length in 0..<16 {
        var bytes = Array("aBcDeFgHiJkLmNoP".utf8)
        bytes[length] = byte
        let word = bytes.span.letters(at: 0)
        let plain = plainLetters(bytes)
        #expect(word.length == plain.length, "byte \(byte) at \(length)")
        #expect(word.capitals == plain.capitals, "byte \(byte) at \(length)")
        #expect(word.isCapitalised == plain.isCapitalised, "byte \(byte) at \(length)")
      }
    }
  }

  @Test func aWordHasOneHashHoweverItIsWrittenAndWhateverFollows() {
    for length in 1..<16 {
      let small = Array("abcdefghijklmno".utf8.prefix(length))
      let hash = (small + Array(repeating: 0x20, count: 16)).span.letters(at: 0).hash
      let capitals = small.map { $0 & ~0x20 }
      for tail in ["", ".", " more of it and more", "-b", "’s", "9"] {
        #expect((capitals + Array(tail.utf8)).span.letters(at: 0).hash == hash)
      }
      for other in 0..<length {
        var bytes = small
        bytes[other] ^= 1
        #expect(bytes.span.letters(at: 0).hash != hash)
      }
    }
  }

  @Test func theDictionaryHasEachOfItsWordsAndNoOthers() {
    var known: Set<Substring> = []
    for (meaning, words) in FunctionWords.words {
      for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        known.insert(word)
        #expect(FunctionWords.shared.meaning(WordHash.of(word)).contains(meaning), "\(word)")
      }
    }
    let letters = "abcdefghijklmnopqrstuvwxyz"
    for first in letters {
      for second in letters {
        for third in letters {
          let word = Substring("\(first)\(second)\(third)")
          #expect(FunctionWords.shared.meaning(WordHash.of(word)).isEmpty != known.contains(word), "\(word)")
        }
      }
    }
  }

  /// What is told from a line alone.
  private func own(_ text: String) -> [Int] {
    let features = DocumentFeatures(of: Array(text.utf8))
    return Feature.allCases.prefix { $0 != .zone }.map { features.value($0, of: 0) }
  }

  @Test(arguments: [
    "The end of the road", "He said: don’t you dare, Élise; I won’t.", "wenn’s so wäre – aber nein",
    "a b c d e f g h i j",
    "internationalisation of Donaudampfschifffahrt ends here", "3 hours ago by you and me, 5 March 2020",
    "See www.example.com or example.org for more", "Naïve café owners İstanbul Straße", "\u{201C}Yes\u{201D} she said",
    "x", "on 12 May and 13 Mai at 10:30", "ago and ago", "2 long days ago", "mail me@example.org today",
    String(repeating: "one two three ", count: 20) + "end.", String(repeating: "don’t ", count: 60),
    String(repeating: "a\u{A0}", count: 60) + "b c", "日本語 and words", "end of words ",
  ]) func whatFollowsALineDoesNotChangeWhatItIs(_ line: String) {
    // Near the end of a text words are read one by one, elsewhere in phrases.
    let alone = own(line)
    for tail in ["\n", "\nAnother line that is long enough to read whole phrases.\n", "\n\n", "\n" + line + "\n"] {
      #expect(own(line + tail) == alone)
    }
  }

  @Test func wordsReadInPhrasesCountAsWordsReadOneByOne() {
    // No phrase goes over a space that is not the plain one.
    let words = "The OLD man and the sea went Down to you Again with all his friends ago"
    let single = DocumentFeatures(of: Array(words.replacing(" ", with: "\u{2003}").utf8))
    let phrases = DocumentFeatures(of: Array("\(words)\n\nOne more line, so that the end is far away.".utf8))
    for feature in [
      Feature.words, .characters, .functionWords, .capitals, .capitalised, .titleCase, .address, .wordLength,
      .topicWords, .ends, .starts,
    ] {
      #expect(single.value(feature, of: 0) == phrases.value(feature, of: 0), "\(feature)")
    }
  }

  @Test func linesThatDifferInANumberAreNotRepeated() {
    let text = "at 8:32 am\nat 8:33 am\nat 6:34 am\n2.\n3.\nat 8:32 am\n"
    let features = DocumentFeatures(of: Array(text.utf8))
    #expect((0..<6).map { features.value(.repeats, of: $0) } == [2, 1, 1, 1, 1, 2])
  }

  @Test func theQuickViewOfSymbolsIsTheWholeOne() {
    let different = (UInt32(0)...0x3_FFFF).filter { Scalars.kind($0) != Scalars.anyKind($0) }
    #expect(different == [])
  }
}
