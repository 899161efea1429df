import Files
import Foundation
import Spool
import TestSupport
import Testing

/// The main job, by the built programs and the shipped rules: an article in, its clean text and its record out.
@Suite("Sample articles", .serialized, .waiting)
struct SampleTests {
  static let profiles = ["certain", "safe", "balanced", "eager"]

  /// An article, the text that it must become, and the bytes that go where that is known.
  struct Sample: CustomStringConvertible {
    let name: String
    let original: [UInt8]
    let clean: [UInt8]
    var removed: [Range<Int>]?

    var description: String { name }
  }

  static func own(_ name: String) throws -> Sample {
    let folder = Goldens.folder.parent.parent.appending("samples")
    return Sample(
      name: name, original: try Directory.readFollowing(folder.appending(Path(name))),
      clean: try #require(try Goldens.bytes(Path("samples/\(name)"))))
  }

  /// The publisher's own article stands beside the checkout, and not everywhere.
  static func published() throws -> Sample? {
    guard let folder = Shared.folder("samples") else { return nil }
    return Sample(
      name: "stoltenberg-kyiv.txt", original: try Directory.readFollowing(folder.appending("stoltenberg-kyiv.txt")),
      clean: try Directory.readFollowing(folder.appending("stoltenberg-kyiv.clean.txt")),
      removed: [899..<914, 1487..<1856, 2407..<2422])
  }

  /// `eager` takes more of some articles than their clean text: of one, a title that nothing in the text repeats.
  static func all(in profile: String) throws -> [Sample] {
    let names = ["harbour-ferry.txt", "clock-tower.txt"] + (profile == "eager" ? [] : ["library-bees.txt"])
    return try names.map { try own($0) } + [published()].compactMap { $0 }
  }

  @Test("come out of the daemon exactly, and back again to the byte", arguments: profiles)
  func daemon(profile: String) throws {
    let daemon = try DaemonHarness()
    let winnow = try Program("winnow")
    try daemon.start(["--profile", profile])
    let samples = try Self.all(in: profile)
    for sample in samples { try daemon.drop(sample.name, String(decoding: sample.original, as: UTF8.self)) }
    #expect(daemon.wait { daemon.files("archive").count == samples.count })
    for sample in samples {
      #expect(try Array(daemon.text("outbox/\(sample.name)").utf8) == sample.clean, "\(sample)")
      let name = "\(sample.name.dropLast(".txt".count)).json"
      let removed = try #require(try daemon.record(name)["removed"]?.array)
      if let expected = sample.removed {
        #expect(removed.map { $0["start"]?.integer } == expected.map(\.lowerBound))
        #expect(removed.map { $0["end"]?.integer } == expected.map(\.upperBound))
      }
      #expect(try winnow.run(["restore", Path(daemon.url("outbox/\(name)").path)]).output == sample.original)
    }
    #expect(try winnow.run(["audit", "--spool", Path(daemon.spool.path)]).status == 0)
    #expect(try daemon.stop() == 0)
  }

  @Test("come out of the tool exactly, and cleaning them again changes nothing")
  func tool() throws {
    let winnow = try Program("winnow")
    for sample in try Self.all(in: "safe") {
      #expect(try winnow.run(["clean", "-"], input: sample.original).output == sample.clean, "\(sample)")
      #expect(try winnow.run(["clean", "-"], input: sample.clean).output == sample.clean, "\(sample)")
    }
  }
}
