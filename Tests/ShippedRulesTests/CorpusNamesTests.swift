import Foundation
import Testing

/// The packs were written with a corpus at hand, and must not know it by heart.
@Suite("Shipped rules and the corpus they were tried on")
struct CorpusNamesTests {
  private struct Labelled: Decodable {
    let id: String
    let labels: String
  }

  /// First lines of articles, of four words and more, and people named in bylines, of a corpus' variant.
  private func names(in variant: URL) throws -> (headlines: Set<String>, people: Set<String>) {
    var headlines: Set<String> = []
    var people: Set<String> = []
    let byline = /(?:By|Von|Par|Por|Di) (\p{Lu}[\p{Ll}'’-]+(?: \p{Lu}\.)? \p{Lu}[\p{Ll}'’-]+)(?:[,|].*)?/
    let labels = try String(contentsOf: variant.appending(path: "labels.jsonl"), encoding: .utf8)
    for entry in labels.split(separator: "\n") {
      let document = try JSONDecoder().decode(Labelled.self, from: Data(entry.utf8))
      let file = variant.appending(path: "in/\(document.id).txt")
      let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        .map { $0.trimmingCharacters(in: .whitespaces) }
      if let first = zip(lines, document.labels).first(where: { $0.1 == "K" })?.0,
        first.split(separator: " ").count >= 4
      {
        headlines.insert(first)
      }
      for line in lines { if let match = line.wholeMatch(of: byline) { people.insert(String(match.1)) } }
    }
    return (headlines, people)
  }

  /// A rule file as it reads without the signs of a regex: `\h` is a blank, groups and options are nothing.
  private func plain(_ rules: String) -> String {
    rules.replacingOccurrences(of: "\\h", with: " ").replacingOccurrences(of: "\\x{27}", with: "'")
      .replacingOccurrences(of: "(?:", with: "").replacing(/[()?\\]/, with: "").lowercased()
  }

  private func found(_ names: Set<String>, in text: String) -> [String] {
    names.filter { text.contains(plain($0)) }.sorted()
  }

  @Test("no headline and no byline of the corpus stands in a pack")
  func names() throws {
    guard let corpus = Shipped.corpus?.deletingLastPathComponent() else {
      print("skipped: the development corpus is not beside the checkout")
      return
    }
    var text = ""
    for pack in try Shipped.files(in: "Rules") where pack.hasDirectoryPath {
      for file in try Shipped.files(in: "Rules/\(pack.lastPathComponent)") {
        text += plain(try String(contentsOf: file, encoding: .utf8)) + "\n"
      }
    }
    for (variant, headlines, people) in [("dev/container", 400, 30), ("web/dev/container", 300, 1)] {
      let names = try names(in: corpus.appending(path: variant))
      #expect(names.headlines.count >= headlines && names.people.count >= people, "\(variant)")
      #expect(found(names.headlines, in: text) == [])
      #expect(found(names.people, in: text) == [])
      // That the search finds what is there.
      let some = try #require(names.headlines.sorted().first)
      #expect(found(names.headlines, in: text + plain(some.replacingOccurrences(of: " ", with: "\\h"))).contains(some))
    }
  }
}
