import TestSupport

@testable import Matching

/// A text that is meant to take a pattern long: a beginning, one piece over and over, and an end that fits nothing.
struct HostileText: Hashable {
  var head = ""
  let unit: String
  var tail = ""

  /// About as many bytes, of whole pieces.
  func bytes(_ size: Int) -> [UInt8] {
    let piece = Array(unit.utf8)
    let some = Array(repeatElement(piece, count: 1 + 4096 / piece.count).joined())
    var text = Array(head.utf8)
    let end = text.count + size
    text.reserveCapacity(end + piece.count + tail.utf8.count)
    while text.count + some.count <= end { text += some }
    while text.count < end { text += piece }
    text += tail.utf8
    return text
  }

  /// What it is made of, cut short.
  var description: String {
    let shown = { (text: String) in "\(String(text.prefix(120)).debugDescription)" }
    return "\(shown(head)) + \(shown(unit)) × n + \(shown(tail))"
  }
}

extension HostileText {
  /// A character that no pattern asks for, so that what comes before does not match after all.
  private static let misfit = "\u{1}"

  /// Every shape that prefixes of the seeds and of the pattern itself take; the same ones in the same order each time.
  static func all(for expression: Expression, seeds: [String], seed: UInt64) -> [HostileText] {
    var sampler = PatternSampler(seed: seed)
    var seeds = seeds
    var shapes: [HostileText] = []
    do {
      let tree = try PatternParser.parse(expression)
      let samples = (0..<4).map { _ in sampler.sample(tree) }
      // Two that differ, one under the other: what must not come again, does not.
      seeds += samples + ["\(samples[0])\n\(samples[1])\n", "\(seeds.last ?? samples[2])\n\(samples[3])\n"]
      for (head, unit) in sampler.pumps(tree) where !unit.isEmpty {
        shapes += pumped(head, unit, end(of: samples[0]), in: expression.subject)
      }
    } catch {
      // A verb or the like: its tests are all there is to start from.
    }
    shapes += seeds.flatMap { seed in
      prefixes(of: seed).flatMap { shaped($0, end(of: seed), in: expression.subject) }
    }
    var known: Set<HostileText> = []
    return shapes.filter { $0.isShown(as: expression.subject) && known.insert($0).inserted }
  }

  /// The last characters of a text that matches, each by itself: PCRE2 looks whether one that it needs comes at all
  /// before it sets to work.
  private static func end(of seed: String) -> String {
    var known: Set<Unicode.Scalar> = []
    let last = seed.unicodeScalars.reversed().filter { $0 != "\n" && known.insert($0).inserted }.prefix(8)
    return misfit + last.map { "\($0)\(misfit)" }.joined()
  }

  /// Eleven cuts over the length, and those at one character, before the last, and the whole.
  private static func prefixes(of seed: String) -> [String] {
    let scalars = Array(seed.unicodeScalars)
    let cuts = Set([1, scalars.count - 1, scalars.count] + (1...11).map { scalars.count * $0 / 12 })
    return cuts.filter { 0 < $0 && $0 <= scalars.count }.sorted().map { cut in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars.prefix(cut))
      return String(text)
    }
  }

  /// A prefix over and over, on one line and a line each; and the prefix once, with what it ends with over and over.
  private static func shaped(_ prefix: String, _ end: String, in subject: Expression.Subject) -> [HostileText] {
    let shapes = [HostileText(unit: prefix, tail: end + "\n"), HostileText(unit: prefix + "\n", tail: end + "\n")]
    return shapes + lastRuns(of: prefix).flatMap { pumped(prefix, $0, end, in: subject) }
      + filled("", prefix, end, in: subject)
  }

  private static func pumped(
    _ head: String, _ run: String, _ end: String, in subject: Expression.Subject
  ) -> [HostileText] {
    [HostileText(head: head, unit: run, tail: end + "\n"), HostileText(head: head, unit: run)]
      + filled(head, run, end, in: subject)
  }

  /// For a pattern that sees one line: lines as long as it is shown any, where one long line would not be shown.
  private static func filled(
    _ head: String, _ run: String, _ end: String, in subject: Expression.Subject
  ) -> [HostileText] {
    guard case .line(_, let maximum) = subject, !run.contains("\n"), !head.contains("\n") else { return [] }
    return [end, ""].compactMap { end in
      let room = min(maximum, 20_000) - head.unicodeScalars.count - end.unicodeScalars.count
      let count = room / run.unicodeScalars.count
      return count > 0 ? HostileText(unit: head + String(repeating: run, count: count) + end + "\n") : nil
    }
  }

  /// Whether a pattern that sees one line is shown any that holds the piece.
  private func isShown(as subject: Expression.Subject) -> Bool {
    guard case .line(_, let maximum) = subject else { return true }
    return unit.contains("\n") || maximum > Endurance.size
  }

  /// The last character, the last word with the blank before it, the last blanks and the last line, as far as it has them.
  private static func lastRuns(of text: String) -> [String] {
    var runs: [String] = []
    if let last = text.unicodeScalars.last { runs.append(String(last)) }
    let words = text.split(separator: /\s+/)
    if let last = words.last { runs += [" " + last, String(last)] }
    if let blank = text.matches(of: /\s+/).last { runs.append(String(blank.output)) }
    let lines = text.split(separator: "\n")
    if let last = lines.last { runs += ["\n" + last, "\n\n" + last] }
    return runs.filter { $0 != text }
  }
}
