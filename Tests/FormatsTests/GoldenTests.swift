import Files
import Formats
import Rulebook
import TestSupport
import Testing

@Suite("Golden documents")
struct GoldenTests {
  static let names = Goldens.listed(in: "clean", suffix: ".in")

  @Test("are there")
  func present() throws {
    #expect(try Goldens.names(in: "clean", suffix: ".in").count > 30)
  }

  @Test("come out as they should, and are restored to the byte", arguments: names)
  func clean(name: String) throws {
    let bytes = try #require(try Goldens.bytes(Path("clean/\(name).in")))
    let output = try #require(Pipeline(goldenRules(name)).output(bytes))
    #expect(try Goldens.difference(output.text, from: Path("clean/\(name).out")) == nil)
    #expect(try output.restored() == bytes)
  }

  @Test("do not change when they are cleaned again", arguments: names)
  func again(name: String) throws {
    let text = try #require(try Goldens.bytes(Path("clean/\(name).out")))
    #expect(try #require(Pipeline(goldenRules(name)).output(text)).text == text)
  }

  @Test("a line of a megabyte comes out as it went in, what is round it cleaned")
  func longLine() throws {
    let long = String(repeating: "Word and wörd. ", count: 70_000)
    let bytes = Array("Advertisement\r\n\r\n\(long)\r\nAdvertisement\r\n".utf8)
    let output = try #require(Pipeline(Rulebook.shipped()).output(bytes))
    #expect(output.text == Array("\(long)\n".utf8))
    #expect(try output.restored() == bytes)
  }
}

@Suite("Documents beside the checkout")
struct SharedDocumentTests {
  @Test("the sample comes out exactly, and its record says what went")
  func sample() throws {
    guard let folder = Shared.folder("samples") else { return }
    let bytes = try Directory.readFollowing(folder.appending("stoltenberg-kyiv.txt"))
    let clean = try Directory.readFollowing(folder.appending("stoltenberg-kyiv.clean.txt"))
    let pipeline = Pipeline(try Rulebook.shipped())
    let output = try #require(pipeline.output(bytes))
    #expect(output.text == clean)
    let removed = try #require(try output.json()["removed"]?.array)
    #expect(removed.map { $0["start"]?.integer } == [899, 1487, 2407])
    #expect(removed.map { $0["end"]?.integer } == [914, 1856, 2422])
    #expect(try output.restored() == bytes)
    #expect(try #require(pipeline.output(clean)).text == clean)
  }
}
