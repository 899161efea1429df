extension DocumentFeatures {
  /// How far evidence counts for the lines round it, in thousandths, either way: beyond it a line is sure to be of one kind,
  /// and says no more about its neighbours.
  private static let reach = 3_000

  /// Takes what goes without evidence.
  ///
  /// - Parameter count: How many lines; `nil` where no rule could take any.
  public mutating func setRemovals(_ count: Int?) {
    for line in lines.indices { set(.documentRemovals, of: line, count ?? Self.none) }
  }

  /// How many lines, as they are written, lie in some regions with all of their bytes.
  ///
  /// - Parameter regions: Disjoint and ascending.
  public func lineCount(in regions: [Range<Int>]) -> Int {
    var count = 0
    var next = 0
    for line in written.isEmpty ? lines : written {
      while next < regions.count, regions[next].upperBound <= line.start { next += 1 }
      // Several may hold a part of it each.
      let held = regions[next...].prefix { $0.lowerBound < line.end }
        .reduce(0) { $0 + min($1.upperBound, line.end) - max($1.lowerBound, line.start) }
      if held == line.end - line.start { count += 1 }
    }
    return count
  }

  /// Takes the evidence against each line, and measures what stands round them.
  ///
  /// - Parameter sums: A sum of weights for each line, in thousandths.
  public mutating func setEvidence(_ sums: [Int]) {
    // The shares of the lines before each, summed up.
    var before = [0]
    before.reserveCapacity(sums.count + 1)
    for sum in sums {
      let share = (min(max(sum, -Self.reach), Self.reach) + Self.reach) * 100 / (2 * Self.reach)
      before.append(before[before.count - 1] + share)
    }
    let whole = sums.isEmpty ? Self.none : before[sums.count] / sums.count
    for line in sums.indices {
      set(.evidenceNear, of: line, share(round: line, 4, before))
      set(.evidenceWide, of: line, share(round: line, 10, before))
      set(.documentEvidence, of: line, whole)
    }
  }

  /// The mean share of the lines round one.
  private func share(round line: Int, _ distance: Int, _ before: [Int]) -> Int {
    let (first, last) = (max(0, line - distance), min(before.count - 2, line + distance))
    let own = before[line + 1] - before[line]
    return last == first ? Self.none : (before[last + 1] - before[first] - own) / (last - first)
  }
}
