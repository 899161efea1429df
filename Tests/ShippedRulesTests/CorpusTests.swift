import Cleaning
import Files
import Formats
import Foundation
import Matching
import Testing

@Suite("Shipped rules on the development corpus")
struct CorpusTests {
  @Test("cleaning twice is cleaning once, and every original comes back", arguments: ["container", "trafi", "naive"])
  func idempotentAndRestorable(variant: String) throws {
    guard let corpus = Shipped.corpus else {
      print("skipped: the development corpus is not beside the checkout")
      return
    }
    let pipeline = Pipeline(try Shipped.rulebook.get())
    let cleaner = Cleaner(pipeline.rulebook)
    let folder = corpus.appending(path: "\(variant)/in")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(files.count > 500)
    let worker = Worker()
    let scratch = Scratch()
    for file in files {
      let bytes = Array(try Data(contentsOf: file))
      let name = Path(file.lastPathComponent)
      guard case .cleaned(let output) = pipeline.process(Input(path: name, bytes: bytes), worker: worker) else {
        continue  // a rule rejects it, which is a result
      }
      let record = try Record(output.record(textPath: name))
      #expect(try record.original(of: output.text) == bytes, "\(name) is not restored")
      // The second pass knows what the first knew: the language, too, is told from what stays.
      let again = try cleaner.clean(
        output.text, context: Context(language: output.language, path: "\(name)"), using: scratch)
      #expect(again.text == output.text, "\(name) changes when it is cleaned again")
    }
  }
}
