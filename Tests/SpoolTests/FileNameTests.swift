import Files
import Formats
import Testing

@testable import Spool

@Suite("File names")
struct FileNameTests {
  @Test(
    "A final .txt goes, any other name stays whole",
    arguments: [
      ("a.txt", "a"), ("a", "a"), ("a.html", "a.html"), ("a.txt.txt", "a.txt"), ("a.TXT", "a.TXT"), ("a b.txt", "a b"),
      (".txt", ".txt"), ("a.json", "a.json"),
    ])
  func stems(_ name: String, _ stem: String) {
    #expect(FileNames.stem(of: Path(name)) == Path(stem))
  }

  @Test("Every ending fits behind every name", arguments: [1, 100, 217, 221, 222, 224, 225, 226, 230, 240, 251, 255])
  func lengths(_ count: Int) {
    for character in ["n", "é", "文"] {
      let name = Path(String(repeating: character, count: count / character.utf8.count))
      for number in [0, 1, 9_999] {
        let tag = "0123456789ab"
        let stem = FileNames.alternative(number, to: FileNames.stem(of: name), tag: tag)
        #expect(stem.adding(".json").bytes.count <= 255)
        #expect(stem.utf8 != nil)
        let file = FileNames.alternative(number, toFile: name, tag: tag)
        #expect(FileNames.reason(of: file).bytes.count <= 255 && FileNames.sidecar(of: file).bytes.count <= 255)
        let text = FileNames.alternative(number, toFile: name.adding(".txt"), tag: tag)
        #expect(FileNames.reason(of: text).bytes.count <= 255 && FileNames.sidecar(of: text).bytes.count <= 255)
      }
    }
  }

  @Test("Two long names that differ at the end stay two names")
  func longNames() {
    let start = String(repeating: "n", count: 250)
    #expect(FileNames.stem(of: Path(start + "1")) != FileNames.stem(of: Path(start + "2")))
  }

  @Test("Names are tried in the order that is documented")
  func alternatives() {
    let names = (0..<4).map { FileNames.alternative($0, toFile: "a.txt", tag: "0123456789ab").description }
    #expect(names == ["a.txt", "a~0123456789ab.txt", "a~0123456789ab~2.txt", "a~0123456789ab~3.txt"])
  }

  @Test(
    "Only what may be a document is one",
    arguments: [
      ("a.txt", true), ("a", true), ("-rf", true), (".a", false), ("a.part", false), ("a.tmp", false), ("a~", false),
      ("a.txt.meta.json", false), (".meta.json", false), ("meta.json", true), ("a.bak", false), ("core.1", false),
      ("score.1", true),
    ])
  func filter(_ name: String, _ isDocument: Bool) {
    var options = Options()
    options.ignored = ["*.bak", "core.?"]
    #expect((NameFilter(options).document(for: Path(name)) != nil) == isDocument)
  }

  @Test("With markers, the marker's name stands for its document")
  func markers() {
    var options = Options()
    options.needsMarker = true
    let filter = NameFilter(options)
    #expect(filter.document(for: "a.txt.done") == "a.txt")
    #expect(filter.document(for: "a.txt") == nil)
    #expect(filter.document(for: ".done") == nil)
  }
}
