import Cleaning
import Foundation
import Matching
import Rulebook
import Testing

@Suite("Shipped rules and texts they don't know")
struct KindsOfTextTests {
  @Test(
    "poems, code, recipes, plays and their like come through unchanged",
    arguments: [Profile.certain, Profile.safe])
  func unchanged(profile: String) throws {
    let cleaner = Cleaner(try Shipped.rulebook.get().under(profile))
    let files = try Shipped.files(in: "Tests/Kinds").filter { $0.pathExtension == "txt" }
    #expect(files.count >= 100)
    for file in files {
      let text = Array(try Data(contentsOf: file))
      let cleaned = try cleaner.clean(text, using: Scratch())
      let lost = cleaned.removals.map { removal in
        let names = removal.rules.prefix(3).map { cleaner.rulebook.rules[$0].id }.joined(separator: ", ")
        return "\(names): \(String(decoding: text[removal.range], as: UTF8.self))"
      }
      #expect(lost == [], "\(file.lastPathComponent)")
      #expect(cleaned.text.count == text.count && cleaned.rejectedBy == nil, "\(file.lastPathComponent)")
    }
  }

  /// Evidence has a say only where something certain goes, so they are tried with an advertisement under them, too.
  @Test(
    "of those with an advertisement under them nothing else goes", arguments: [Profile.certain, Profile.safe])
  func advertised(profile: String) throws {
    let cleaner = Cleaner(try Shipped.rulebook.get().under(profile))
    var found: [String] = []
    for file in try Shipped.files(in: "Tests/Kinds") where file.pathExtension == "txt" {
      let text = Array(try Data(contentsOf: file))
      let cleaned = try cleaner.clean(text + Array("\n\nAdvertisement\n".utf8), using: Scratch())
      // Where a rule keeps the whole text, it keeps the advertisement with it.
      let lines = { (bytes: [UInt8]) in
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0 != "Advertisement" }
      }
      if lines(cleaned.text) != lines(text) { found.append(file.lastPathComponent) }
    }
    #expect(found == [])
  }
}
