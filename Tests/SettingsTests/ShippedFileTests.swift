import Arguments
import Diagnostics
import Files
import Foundation
import Testing

@testable import Settings

@Suite("The settings file that the package installs")
struct ShippedFileTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../packaging/winnow.toml").standardizedFileURL
  /// Settings without a default of their own; the file shows an example.
  static let unset = ["spool", "rules", "profile", "max-removed", "jobs", "ignore"]

  static func lines() throws -> [String] {
    try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// Lines that show a setting: `#key = value`.
  static func shown() throws -> [(key: String, value: String)] {
    try lines().compactMap { line in
      guard line.hasPrefix("#"), let equals = line.firstRange(of: " = "), !line.hasPrefix("# ") else { return nil }
      return (String(line[line.index(after: line.startIndex)..<equals.lowerBound]), String(line[equals.upperBound...]))
    }
  }

  @Test("shows every setting once, each with its true default")
  func defaults() throws {
    let shown = try Self.shown()
    #expect(shown.map(\.key).sorted() == Setting.all.map(\.name).sorted())
    for (key, value) in shown where !Self.unset.contains(key) {
      let setting = try #require(Setting.all.first { $0.name == key })
      #expect(setting.written(Settings()) == value, "\(key)")
    }
  }

  @Test("changes nothing as it is, and every line of it works without its mark")
  func everyLine() throws {
    var settings = Settings()
    let text = try Self.lines().joined(separator: "\n")
    #expect(try settings.read(SourceFile(name: "winnow.toml", bytes: Array(text.utf8)), in: "/etc/winnow").isEmpty)
    #expect(settings == Settings())
    let bare = try Self.shown().map { "\($0.key) = \($0.value)" }.joined(separator: "\n")
    let lines = try settings.read(SourceFile(name: "winnow.toml", bytes: Array(bare.utf8)), in: "/etc/winnow")
    #expect(lines.count == Setting.all.count)
  }

  @Test("What is shown of settings is a file with the same effect")
  func roundTrip() throws {
    var settings = Settings()
    let text = """
      spool = "/srv/a \\"b\\" \\\\c"
      rules = ["/x", "/y"]
      profile = "eager"
      invalid = "reject"
      max-removed = 57
      settle = 0.25
      sync = "off"
      max-size = 1000
      memory = 2000000
      budget = 2.5
      jobs = 7
      batch = 64
      rescan = 10
      poll = 0.5
      originals = "delete"
      ignore = ["*.log"]
      marker = true
      once = true
      """
    try settings.read(SourceFile(name: "a", bytes: Array(text.utf8)), in: "/")
    let shown = Setting.all.compactMap { setting in setting.written(settings).map { "\(setting.name) = \($0)" } }
    var again = Settings()
    try again.read(SourceFile(name: "b", bytes: Array(shown.joined(separator: "\n").utf8)), in: "/")
    #expect(again == settings)
    #expect(settings.differences(from: again).isEmpty)
    #expect(settings.differences(from: Settings()).count == Setting.all.count)
  }
}
