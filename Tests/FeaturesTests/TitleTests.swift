import Testing

@testable import Features

/// Which line is the title that a document came with.
@Suite("The title")
struct TitleTests {
  private static let prose = """
    It rained all day, and the river came over the road to the mill.
    The ferry stayed at the landing, and nobody went across it.
    In the evening the bell rang, and the water fell again.

    """

  /// The lines that are marked.
  private func titled(_ text: String, _ title: String) -> [Int] {
    let text = Array(text.utf8)
    var features = DocumentFeatures(of: text)
    features.setTitle(title, in: text)
    return features.lines.indices.filter { features.value(.titled, of: $0) == 1 }
  }

  @Test(
    "is found with and without the site's name, however it is set",
    arguments: [
      ("Snow shuts three schools", true), ("SNOW SHUTS THREE  SCHOOLS", true), ("“Snow shuts three schools”", true),
      ("Snow shuts three schools - The Example", true), ("Snow shuts three schools|The Example", true),
      ("The Example » Snow shuts three schools", true),
      ("Snow shuts three schools – North – The Example Daily Paper of Lowmill", true),
      ("Snow shuts", false), ("Snow shuts three schools today", false), ("Snow shuts three - schools", true),
      ("", false), (" | – ", false), ("The Example", false),
    ])
  func spellings(title: String, isFound: Bool) {
    #expect(titled("Home\nSnow shuts three schools\nShare\n" + Self.prose, title) == (isFound ? [1] : []))
  }

  @Test("accents are the same in one character and in two")
  func accents() {
    #expect(titled("Home\nCafe\u{301} am Fluss hat offen\n" + Self.prose, "Caf\u{E9} am Fluss hat offen") == [1])
  }

  @Test(
    "is found as a URL spells it",
    arguments: [
      ("Fährmann rettet 3 Äpfel aus der Weißach", "faehrmann rettet 3 aepfel aus der weissach"),
      ("Fährmann rettet 3 Äpfel aus der Weißach", "fahrmann rettet 3 apfel aus der weissach"),
      ("L’été au bord de l’eau: où aller?", "l ete au bord de l eau ou aller"),
      ("Kayık iskelede kaldı, çocuklar bekliyor", "kayik iskelede kaldi cocuklar bekliyor"),
      ("Łódź stała na przystani cały dzień", "lodz stala na przystani caly dzien"),
      ("Færgen blev ved broen på øen", "faergen blev ved broen pa oen"),
    ])
  func address(line: String, title: String) {
    #expect(titled("Home\n\(line)\nShare\n" + Self.prose, title) == [1])
    #expect(titled("Home\n\(line) 2\nShare\n" + Self.prose, title).isEmpty)
  }

  @Test("a section's name before a long title is no title")
  func section() {
    let title = "News - Snow shuts three schools in the north of the county"
    #expect(titled("News\nSnow shuts three schools in the north of the county\n" + Self.prose, title) == [1])
    #expect(titled("News\nOther\n" + Self.prose, title).isEmpty)
  }

  @Test("of several lines it is the last one above the core, else the first")
  func several() {
    let title = "Snow shuts three schools"
    #expect(titled(title + "\nHome\n" + title + "\n" + Self.prose + title + "\n", title) == [2])
    #expect(titled("Home\n" + Self.prose + title + "\nMore\n" + title + "\n", title) == [4])
  }

  @Test("a line that is far too long is not looked at")
  func long() {
    let title = String(repeating: "snow ", count: 200)
    #expect(titled(title + "\n" + Self.prose, title).isEmpty)
    // Nor is a title: a sidecar may have a megabyte of bars.
    #expect(titled("Snow shuts schools\n" + Self.prose, "Snow shuts schools | " + title).isEmpty)
  }
}
