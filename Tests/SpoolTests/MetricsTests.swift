import Files
import Foundation
import Testing

@testable import Spool

@Suite("Metrics")
struct MetricsTests {
  private static func text(_ figures: Figures) -> [String] {
    String(decoding: Metrics.of(Status(), figures), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("Every series has its help and kind before its samples, and every sample a number")
  func format() {
    var declared: Set<Substring> = []
    for line in Self.text(Figures()) {
      let words = line.split(separator: " ")
      if line.hasPrefix("# ") {
        #expect(words[1] == "HELP" || words[1] == "TYPE")
        declared.insert(words[2])
        continue
      }
      let name = words[0].prefix { $0 != "{" }
      let series = ["_bucket", "_sum", "_count"].reduce(name) { $0.hasSuffix($1) ? $0.dropLast($1.count) : $0 }
      #expect(declared.contains(series) && Double(words[1]) != nil, "\(line)")
    }
  }

  @Test("Failures, rejections and hits are counted by reason and rule, and no name forges a line")
  func labels() {
    var figures = Figures()
    figures.count(Refusal(kind: .failed, what: "budget", detail: ""))
    figures.count(Refusal(kind: .failed, what: "budget", detail: ""))
    figures.count(Refusal(kind: .rejected, what: "a\"b\\c\nd", detail: ""))
    let lines = Self.text(figures)
    #expect(lines.contains(#"winnow_failures_total{reason="budget"} 2"#))
    #expect(lines.contains(#"winnow_rejections_total{rule="a\"b\\c\nd"} 1"#))
  }

  @Test("Each reason that a document may fail for has a series of 0 before the first does")
  func zeroes() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    var reasons: Set<Substring> = []
    for folder in ["Spool", "Formats"] {
      let root = sources.appendingPathComponent(folder)
      for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) where name.hasSuffix(".swift") {
        let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
        reasons.formUnion(text.matches(of: /what: "([a-z0-9-]+)"/).map { $0.1 })
      }
    }
    #expect(reasons.contains("not-text") && reasons.contains("crash"))
    let lines = Self.text(Figures()).filter { $0.hasPrefix("winnow_failures_total") }
    #expect(lines == reasons.sorted().map { "winnow_failures_total{reason=\"\($0)\"} 0" })
  }

  @Test("Documents are counted in the step of the histogram that they took, and in all above")
  func histogram() throws {
    let spool = try TemporarySpool()
    let report = try spool.take(["a.txt": "one", "b.txt": "two"])
    var figures = Figures()
    for (document, duration) in zip(report.cleaned, [7_000_000, 70_000_000_000]) {
      figures.count(document, at: document.claim.taken + duration)
    }
    let lines = Self.text(figures)
    for (bound, count) in [("0.005", 0), ("0.010", 1), ("60.000", 1), ("+Inf", 2)] {
      #expect(lines.contains("winnow_document_seconds_bucket{le=\"\(bound)\"} \(count)"))
    }
    #expect(lines.contains("winnow_document_seconds_sum 70.007") && lines.contains("winnow_document_seconds_count 2"))
  }

  @Test("The rate counts the last minute alone")
  func lastMinute() {
    var figures = Figures()
    let second = 1_000_000_000
    #expect(figures.done(3, at: 10 * second) == 3)
    #expect(figures.done(2, at: 10 * second + 5) == 5)
    #expect(figures.done(1, at: 69 * second) == 6)
    #expect(figures.done(1, at: 70 * second) == 2)
  }

  @Test("What lies in failed/ is counted a piece at a time, and anew as somebody takes it away")
  func failedDocuments() throws {
    let spool = try TemporarySpool()
    for number in 0..<3_000 { try spool.write("failed/n\(number % 7)/\(number).txt.reason.json", "{}") }
    for name in ["a.txt", "a.txt.reason.json", "a.txt.meta.json", ".reason~1", "n1/alone.txt"] {
      try spool.write("failed/\(name)", "{}")
    }
    // Documents that are called like a reason, the last one like the reason of a reason.
    for name in ["n1/x", "n1/y.reason.json"] {
      for ending in [".reason.json", ".reason.json.reason.json"] { try spool.write("failed/\(name)\(ending)", "{}") }
    }
    let count = FailedCount(spool.layout.failed, interval: 60_000_000_000)
    var steps = 0
    repeat {
      count.step()
      steps += 1
    } while count.isLooking
    #expect(count.count == 3_003 && steps > 2)
    for folder in ["n1", "n2"] { try spool.remove("failed/\(folder)") }
    #expect(count.nextLook > MonotonicClock.now)
    count.step()
    #expect(count.count == 3_003 && !count.isLooking)
    count.complete()
    #expect(try count.count == spool.files("failed").count { $0.hasSuffix(".reason.json") })
  }
}
