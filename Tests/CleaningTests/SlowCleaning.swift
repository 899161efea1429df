/// A second cleaning, written from the prose of the rule language alone: slow, and as plain as can be. Offsets count
/// characters (Unicode scalar values).
struct SlowCleaning {
  enum Action: String, CaseIterable {
    case dropLine = "drop-line"
    case dropSpan = "drop-span"
    case dropBefore = "drop-before"
    case dropAfter = "drop-after"
    case keep
    case replace
  }

  /// A rule that looks for a literal text.
  struct SlowRule {
    let action: Action
    let literal: [Unicode.Scalar]
    let replacement: [Unicode.Scalar]
  }

  struct Entry: Equatable {
    var range: Range<Int>
    var rules: Set<Int>
  }

  let text: [Unicode.Scalar]
  let rules: [SlowRule]
  private(set) var removals: [Entry] = []
  private(set) var replaced: [Entry] = []
  private(set) var output: [Unicode.Scalar] = []

  init(_ rules: [SlowRule], _ text: [Unicode.Scalar]) {
    self.rules = rules
    self.text = text
    let spans = rules.indices.flatMap { rule in self.spans(of: rule).map { Entry(range: $0, rules: [rule]) } }
    let acting = { (entry: Entry) in rules[entry.rules.first ?? 0].action }
    let keeps = spans.filter { acting($0) == .keep }
    // "keep blocks, whole, each rule's span that it overlaps by a byte, before the union"
    let free = spans.filter { span in
      acting(span) != .keep && !keeps.contains { $0.range.overlaps(span.range) && !$0.range.isEmpty }
    }
    removals = union(free.filter { acting($0) != .replace })
    eatAfterRemovals()
    trimBeforeTheEnd()
    removals.removeAll { $0.range.isEmpty }
    replace(free.filter { acting($0) == .replace })
    write()
  }

  // "Every rule matches the same original text, leftmost, non-overlapping, and yields spans."
  private func spans(of rule: Int) -> [Range<Int>] {
    let (action, literal) = (rules[rule].action, rules[rule].literal)
    if action == .dropLine {
      return lines().filter { Array(text[$0]) == literal && $0.count <= 200 }
        // "The removed line takes its line end along."
        .map { $0.lowerBound..<min($0.upperBound + 1, text.count) }
    }
    var found: [Range<Int>] = []
    var start = 0
    while !literal.isEmpty, start + literal.count <= text.count {
      let range = start..<(start + literal.count)
      if Array(text[range]) == literal {
        found.append(range)
        start = range.upperBound
      } else {
        start += 1
      }
    }
    switch action {
    case .dropBefore: return found.prefix(1).map { 0..<$0.upperBound }
    case .dropAfter: return found.prefix(1).map { $0.lowerBound..<text.count }
    default: return found
    }
  }

  private func lines() -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for index in text.indices where text[index] == "\n" {
      lines.append(start..<index)
      start = index + 1
    }
    return start < text.count ? lines + [start..<text.count] : lines
  }

  // "Removals union; … overlaps merged, touching regions apart"
  private func union(_ spans: [Entry]) -> [Entry] {
    var regions = spans.filter { !$0.range.isEmpty }
    var merged = true
    while merged {
      merged = false
      search: for i in regions.indices {
        for j in regions.indices where j > i && regions[i].range.overlaps(regions[j].range) {
          let (a, b) = (regions[i].range, regions[j].range)
          regions[i].range = min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
          regions[i].rules.formUnion(regions[j].rules)
          regions.remove(at: j)
          merged = true
          break search
        }
      }
    }
    return regions.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  // "Blank = only space, tab, NBSP."
  private func isBlank(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
    scalars.allSatisfy { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
  }

  private func staying(before end: Int) -> [Unicode.Scalar] {
    (0..<end).filter { index in !removals.contains { $0.range.contains(index) } }.map { text[$0] }
  }

  // "After a removal, one blank run is eaten only if the text before the seam already ends blank; the document's start
  // counts as blank"
  private mutating func eatAfterRemovals() {
    for index in removals.indices {
      let before = staying(before: removals[index].range.lowerBound)
      let endsBlank: Bool
      if before.isEmpty {
        endsBlank = true
      } else if before.last == "\n" {
        endsBlank = isBlank(before.dropLast().reversed().prefix { $0 != "\n" })
      } else {
        endsBlank = false
      }
      guard endsBlank else { continue }
      let limit = index + 1 < removals.count ? removals[index + 1].range.lowerBound : text.count
      var end = removals[index].range.upperBound
      while let lineFeed = text[end..<limit].firstIndex(of: "\n"), isBlank(text[end..<lineFeed]) { end = lineFeed + 1 }
      if limit == text.count, isBlank(text[end...]) { end = text.count }
      removals[index].range = removals[index].range.lowerBound..<end
    }
  }

  // "at the end the blank run before the seam goes too. The output ends with LF exactly if the input does."
  private mutating func trimBeforeTheEnd() {
    guard let last = removals.last, last.range.upperBound == text.count else { return }
    let stays = text.indices.filter { index in !removals.contains { $0.range.contains(index) } }
    guard let content = stays.last(where: { text[$0] != "\n" && !isBlank([text[$0]]) }) else {
      // Nothing but blanks is left: nothing at all.
      removals = [Entry(range: 0..<text.count, rules: removals.reduce(into: []) { $0.formUnion($1.rules) })]
      return
    }
    let wantsLineFeed = text.last == "\n"
    guard let lineFeed = stays.first(where: { $0 > content && text[$0] == "\n" }) else {
      if wantsLineFeed {
        let place = removals.count - 1
        removals[place].range = removals[place].range.lowerBound..<(text.count - 1)
      }
      return
    }
    // "What is eaten belongs to the removal's entry."
    for trimmed in stays.reversed() where trimmed > lineFeed || trimmed == lineFeed && !wantsLineFeed {
      guard let next = removals.firstIndex(where: { $0.range.lowerBound == trimmed + 1 }) else { continue }
      removals[next].range = trimmed..<removals[next].range.upperBound
    }
  }

  // "Overlapping replacements: the first by start, then id, wins"; "a replacement that a removal overlaps is not applied"
  private mutating func replace(_ wanted: [Entry]) {
    let order = wanted.sorted {
      ($0.range.lowerBound, $0.rules.first ?? 0) < ($1.range.lowerBound, $1.rules.first ?? 0)
    }
    for entry in order {
      let taken = (removals + replaced).contains { $0.range.overlaps(entry.range) }
      if !taken { replaced.append(entry) }
    }
  }

  // "The output ends with LF exactly if the input does": a replacement at the end gains or loses line feeds for it, or
  // is not applied.
  private mutating func write() {
    var texts = replaced.map { entry in rules[entry.rules.first ?? 0].replacement }
    render(texts)
    while !output.isEmpty, (output.last == "\n") != (text.last == "\n"), let end = texts.popLast() {
      if text.last == "\n" {
        texts.append(end + ["\n"])
      } else if end.last == "\n" {
        texts.append(end.dropLast())
      } else {
        replaced.removeLast()
      }
      render(texts)
    }
  }

  private mutating func render(_ texts: [[Unicode.Scalar]]) {
    output = []
    for index in text.indices {
      if let place = replaced.firstIndex(where: { $0.range.lowerBound == index }) { output += texts[place] }
      if !(removals + replaced).contains(where: { $0.range.contains(index) }) { output.append(text[index]) }
    }
  }
}
