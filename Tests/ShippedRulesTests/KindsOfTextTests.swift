import Cleaning
import Foundation
import Matching
import Testing

@Suite("Shipped rules and texts they don't know")
struct KindsOfTextTests {
  @Test("poems, code, recipes, plays and their like come through unchanged")
  func unchanged() throws {
    let cleaner = Cleaner(try Shipped.rulebook.get())
    let files = try Shipped.files(in: "Tests/Kinds").filter { $0.pathExtension == "txt" }
    #expect(files.count >= 10)
    for file in files {
      let text = Array(try Data(contentsOf: file))
      let cleaned = try cleaner.clean(text, using: Scratch())
      let removed = cleaned.removals.map { removal in
        let names = removal.rules.map { cleaner.rulebook.rules[$0].id }.joined(separator: ", ")
        return "\(names): \(String(decoding: text[removal.range], as: UTF8.self))"
      }
      #expect(cleaned.text == text, "\(file.lastPathComponent) lost \(removed)")
      #expect(cleaned.rejectedBy == nil)
    }
  }
}
