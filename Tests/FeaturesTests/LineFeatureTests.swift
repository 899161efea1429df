import Features
import Testing

/// What is measured of a line by itself.
@Suite struct LineFeatureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let feature: Feature
    let value: Int
    var testDescription: String { "\(feature) of \(line)" }

    init(_ line: String, _ feature: Feature, _ value: Int) {
      self.line = line
      self.feature = feature
      self.value = value
    }

    init(_ line: String, ends: LineEnd) { self.init(line, .ends, Int(ends.rawValue)) }
    init(_ line: String, starts: LineStart) { self.init(line, .starts, Int(starts.rawValue)) }
  }

  private func measure(_ line: String, _ feature: Feature) -> Int {
    DocumentFeatures(of: Array(line.utf8)).value(feature, of: 0)
  }

  @Test(arguments: [
    Case("Share on Facebook", .words, 3), Case("  spaced   out ", .words, 2), Case("これは日本語です", .words, 4),
    Case("A – B", .words, 3), Case("Äpfel, Öl", .characters, 9), Case("| | |", .wordless, 1),
  ]) func wordsAndCharactersAreCounted(_ given: Case) {
    #expect(measure(given.line, given.feature) == given.value)
  }

  @Test(arguments: [
    Case("It rained.", ends: .dot), Case("He said \"no.\"", ends: .dot), Case("(Really?)", ends: .question),
    Case("Wait...", ends: .ellipsis), Case("Mehr …", ends: .ellipsis), Case("Read:", ends: .colon),
    Case("A \"word\"", ends: .quote), Case("Comments (12)", ends: .bracket), Case("Page 3", ends: .digit),
    Case("Sport", ends: .letter), Case("Café", ends: .letter), Case("More >", ends: .symbol),
    Case("終わり。", ends: .dot), Case("one,", ends: .comma), Case("Los!  ", ends: .exclamation),
  ]) func theEndIsSeenThroughQuotesAndBrackets(_ given: Case) {
    #expect(measure(given.line, given.feature) == given.value)
  }

  @Test(arguments: [
    Case("3 ways", starts: .digit), Case("“Yes", starts: .quote), Case("• item", starts: .bullet),
    Case("Élan", starts: .upper), Case("you", starts: .lower), Case("日本", starts: .letter), Case("©", starts: .symbol),
  ]) func theStartIsSeen(_ given: Case) {
    #expect(measure(given.line, given.feature) == given.value)
  }

  @Test(arguments: [
    Case("The end of the road", .functionWords, 60), Case("ABC def", .capitals, 50), Case("a1b2", .digits, 50),
    Case("Big Red barn", .capitalised, 66), Case("Big Bold barn", .titleCase, 50), Case("a b", .titleCase, -1),
    Case("Now. Then! When? end", .sentences, 3), Case("a, b, c", .commas, 2), Case("Tell us your story", .address, 2),
    Case("abcd ef", .wordLength, 30),
  ]) func sharesAreWholePercents(_ given: Case) {
    #expect(measure(given.line, given.feature) == given.value)
  }

  @Test(arguments: [
    Case("  let x = 1", .indented, 1), Case("\tx", .indented, 1), Case(" One blank", .indented, 0),
    Case("return x;", .code, 1), Case("</div>", .code, 1), Case("// a note", .code, 1), Case("# Heading", .code, 1),
    Case("#MeToo is a movement", .code, 0), Case("$5 a day", .code, 0), Case("x", .code, 0), Case(";", .code, 1),
    Case("Home | News", .spacedSeparator, 1), Case("and/or", .separator, 1), Case("• item", .separator, 0),
    Case("  · item", .separator, 0), Case("Home • News", .separator, 1), Case("• Home • News", .spacedSeparator, 1),
    Case("•item", .separator, 1), Case("and/or", .spacedSeparator, 0),
    Case("see example.com", .url, 1), Case("www.example.se", .url, 1), Case("end. Com on", .url, 0),
    Case("me@example.org", .mail, 1), Case("follow @someone", .handle, 1), Case("in 1999", .year, 1),
    Case("in 2450", .year, 0), Case("12.03.2020", .date, 1), Case("March 5, 2020", .date, 1), Case("5. März", .date, 1),
    Case("at 10:30", .time, 1), Case("3 hours ago", .ago, 1), Case("vor 3 Stunden", .ago, 1), Case("long ago", .ago, 0),
    Case("12", .counter, 1), Case("12 comments", .counter, 1), Case("Comments (3)", .counter, 1),
    Case("12 angry men", .counter, 0), Case("$5", .money, 1), Case("5€", .money, 1), Case("© Us", .copyright, 1),
    Case("By: me", .innerColon, 1), Case("By:", .innerColon, 0), Case("so “called”", .quotation, 1),
    Case("(so)", .bracket, 1),
  ]) func traitsAreFound(_ given: Case) {
    #expect(measure(given.line, given.feature) == given.value)
  }

  @Test(arguments: [
    ("One two three four five six seven eight nine ten.", LineKind.prose), ("One two three four.", .sentence),
    ("One two three.", .fragment), ("One two three four five six seven eight nine ten", .fragment),
    (String(repeating: "word ", count: 30), .prose),
  ]) func proseAndSentencesAreToldFromFragments(line: String, kind: LineKind) {
    #expect(measure(line, .kind) == Int(kind.rawValue))
    #expect(Prose.isProse(Array(line.utf8).span) == (kind == .prose))
  }

  @Test func anyCharacterIsMeasured() {
    for scalar in stride(from: UInt32(0), through: 0x1_FFFF, by: 7) {
      guard let character = Unicode.Scalar(scalar), scalar != 0x0A else { continue }
      let features = DocumentFeatures(of: Array("a\(Character(character))b".utf8))
      #expect(features.lines.count == 1)
    }
  }
}
