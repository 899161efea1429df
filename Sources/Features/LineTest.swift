/// One thing that must hold of a line, or of a line beside it.
public struct LineTest: Sendable, Hashable {
  /// The line that is looked at. Where it does not exist, the test fails.
  public enum Place: Int, Sendable, CaseIterable {
    /// The line itself.
    case this
    /// The last line before it that is not blank.
    case previous
    /// The next line after it that is not blank.
    case next
    /// One of these two.
    case near
    /// Of marks: the line that leads this one.
    case under
    /// Of marks: any line above that leads, however far.
    case below

    fileprivate var caseName: String {
      switch self {
      case .this: "this"
      case .previous: "previous"
      case .next: "next"
      case .near: "near"
      case .under: "under"
      case .below: "below"
      }
    }
  }

  /// What must hold of the line.
  public enum Content: Sendable, Hashable {
    /// A feature's value lies in one of some ranges.
    case feature(Feature, [ClosedRange<Int>])
    /// It bears one of some marks; a bit a mark.
    case marks(UInt64)
  }

  /// The line that is looked at.
  public let place: Place
  /// What must hold of it.
  public let content: Content

  /// A test of a line.
  public init(_ place: Place, _ content: Content) {
    self.place = place
    self.content = content
  }
}

extension LineTest {
  /// Some tests as Swift prints them. Rule books are told apart by it, so it stays as it is; reflection, which would give the
  /// same, takes six million instructions.
  public static func spelled(_ tests: [LineTest]) -> String {
    "[" + tests.map { $0.spelled }.joined(separator: ", ") + "]"
  }

  private var spelled: String {
    let name = "Features.LineTest"
    let what =
      switch content {
      case .feature(let feature, let ranges):
        "feature(Features.Feature." + Feature.caseNames[Int(feature.rawValue)] + ", ["
          + ranges.map { "ClosedRange(" + String($0.lowerBound) + "..." + String($0.upperBound) + ")" }
          .joined(separator: ", ") + "])"
      case .marks(let marks): "marks(" + String(marks) + ")"
      }
    return name + "(place: " + name + ".Place." + place.caseName + ", content: " + name + ".Content." + what + ")"
  }

  /// Whether it does not hold where a feature of the line itself has a value.
  public func refuses(_ feature: Feature, _ value: Int) -> Bool {
    guard place == .this, case .feature(feature, let ranges) = content else { return false }
    return !ranges.contains { $0.contains(value) }
  }

  /// Whether it asks what rules take that need no evidence.
  public var needsRemovals: Bool { if case .feature(let feature, _) = content { feature.needsRemovals } else { false } }

  /// Whether it asks what evidence stands round a line.
  public var needsEvidence: Bool { if case .feature(let feature, _) = content { feature.needsEvidence } else { false } }
}

extension DocumentFeatures {
  /// Whether all tests hold of a line.
  public func passes(_ tests: [LineTest], line: Int) -> Bool { tests.allSatisfy { passes($0, line) } }

  private func passes(_ test: LineTest, _ line: Int) -> Bool {
    switch test.place {
    case .this: holds(test.content, line)
    case .previous: holds(test.content, line - 1)
    case .next: holds(test.content, line + 1)
    case .near: holds(test.content, line - 1) || holds(test.content, line + 1)
    case .under:
      if case .marks(let wanted) = test.content {
        leaders.indices.contains(line) && leaders[line] >= 0 && wanted & 1 << UInt64(leaders[line]) != 0
      } else {
        false
      }
    case .below:
      if case .marks(let wanted) = test.content {
        marksAbove.indices.contains(line) && marksAbove[line] & wanted != 0
      } else {
        false
      }
    }
  }

  private func holds(_ content: LineTest.Content, _ line: Int) -> Bool {
    guard lines.indices.contains(line) else { return false }
    switch content {
    case .feature(let feature, let ranges):
      let value = value(feature, of: line)
      return ranges.contains { $0.contains(value) }
    case .marks(let wanted): return marks.indices.contains(line) && marks[line] & wanted != 0
    }
  }
}
