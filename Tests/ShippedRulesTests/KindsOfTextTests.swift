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
}
