/// Sums and products of bounds that stay at `Int.max`, which is without end.
enum Bound {
  static func sum(_ left: Int, _ right: Int) -> Int {
    let (result, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : result
  }

  static func times(_ value: Int, _ count: Int) -> Int {
    let (result, overflow) = value.multipliedReportingOverflow(by: count)
    return overflow ? .max : result
  }
}
