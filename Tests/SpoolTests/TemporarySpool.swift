import Digest
import Files
import Foundation
import Formats
import JSON
import TestSupport
import Threads

@testable import Spool

/// A spool in a temporary folder, with a cleaning that is easy to foresee: text in upper case.
final class TemporarySpool {
  let url: URL
  let layout: Layout
  var options = Options()

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("spool-\(UUID().uuidString)")
    layout = try Layout(creating: Path(url.path))
    options.settle = 0
    options.durability = .off
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch { print("\(url.path) stays: \(error)") }
  }

  var path: Path { Path(url.path) }

  func write(_ name: String, _ text: String) throws {
    let file = url.appendingPathComponent(name)
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Directory.open(Path(folder.path)).put(Path(file.lastPathComponent), Array(text.utf8))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appendingPathComponent(name)) }

  /// Files below a folder, relative to it, private ones too.
  func files(_ folder: String) throws -> [String] {
    let root = url.appendingPathComponent(folder)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  func runner() -> BatchRunner { BatchRunner(layout, options, WorkerGroup(count: 2)) }

  func claim(_ name: String) throws -> Claim? {
    let runner = runner()
    let claimer = Claimer(layout, runner.work[0], options)
    if case .claimed(let claim) = try claimer.claim(Path(name)) { return claim }
    return nil
  }

  /// Puts documents into the inbox, claims them, and takes them through a batch.
  @discardableResult
  func take(_ documents: [String: String], _ processor: Processor = .upperCase) throws -> BatchReport {
    var claims: [Claim] = []
    for (name, text) in documents.sorted(by: { $0.key < $1.key }) {
      try write("inbox/\(name)", text)
      if let claim = try claim(name) { claims.append(claim) }
    }
    return try runner().run(claims, processor)
  }

  /// Makes folders below one of the spool's so deep that no path leads there in one call; what it gives back removes them.
  func makeBottomless(in folder: String = "inbox") throws -> () throws -> Void {
    let name = String(repeating: "d", count: 250)
    let root = url.appendingPathComponent(folder).path
    func run(_ script: String) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", "cd '\(root)' && \(script)"]
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
    try run("for i in {1..20}; do mkdir \(name) && cd -P \(name) || exit 1; done")
    return { try run("rm -rf \(name)") }
  }

  func findings() throws -> [Finding] { try Audit.run(path).findings }
}

extension Processor {
  static let upperCase = Processor(rulebookHash: "test") { input, _, shouldStop in
    let text = String(decoding: input.bytes, as: UTF8.self)
    if text.hasPrefix("reject") { return .rejected(rule: "test.reject", detail: "it asks for it") }
    if text.hasPrefix("fail") { return .failed(what: "test", detail: "it asks for it") }
    if text.hasPrefix("endless") {
      while !shouldStop() { continue }
      return .failed(what: "budget", detail: "it took too long")
    }
    return .cleaned(cleaned(input))
  }

  static let failingOtherwise = Processor(rulebookHash: "test") { _, _, _ in
    .failed(what: "test", detail: "it fails otherwise now")
  }

  static func cleaned(_ input: Input) -> Cleaned {
    let text = Array(String(decoding: input.bytes, as: UTF8.self).uppercased().utf8)
    let source = SHA256.digest(input.bytes)
    let sidecar = input.sidecar.map { SHA256.digest($0) }
    let id = String(SHA256.digest(Array("\(input.path)|\(source)|\(sidecar ?? "")".utf8)).prefix(32))
    return Cleaned(id: id, text: text) { textPath in
      var writer = JSONWriter()
      writer.value(
        .object([
          .init("id", .string(id)),
          .init(
            "source",
            .object([
              .init("path", .string(input.path.description)), .init("bytes", .integer(input.bytes.count)),
              .init("sha256", .string(source)),
            ])),
          .init("sidecar", sidecar.map { .object([.init("sha256", .string($0))]) } ?? .null),
          .init(
            "text",
            .object([.init("path", .string(textPath.description)), .init("sha256", .string(SHA256.digest(text)))])),
        ]))
      return writer.bytes
    }
  }
}
