/// Words for quantities: `64MiB`, `1G`, `500kB`, `2.5`.
enum Quantities {
  private static let units: [String: Int] = [
    "": 1, "b": 1, "k": 1 << 10, "kib": 1 << 10, "kb": 1_000, "m": 1 << 20, "mib": 1 << 20, "mb": 1_000_000,
    "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000,
  ]

  /// A number of bytes. A letter alone counts in powers of two, as `MiB` does; `MB` is a million.
  static func size(_ text: String) throws(UnfitValue) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Int(digits), number > 0, let factor = units[unit.lowercased()] else {
      throw UnfitValue(wanted: "a size, as 64MiB or 1G")
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow, bytes <= 1 << 40 else { throw UnfitValue(wanted: "a size of at most 1024GiB") }
    return bytes
  }

  /// A number of seconds.
  static func seconds(_ text: String, in bounds: ClosedRange<Double>) throws(UnfitValue) -> Double {
    guard let number = Double(text) else { throw UnfitValue(wanted: wanted(bounds)) }
    return try seconds(number, in: bounds)
  }

  /// A number of seconds.
  static func seconds(_ number: Double, in bounds: ClosedRange<Double>) throws(UnfitValue) -> Double {
    guard bounds.contains(number) else { throw UnfitValue(wanted: wanted(bounds)) }
    return number
  }

  private static func wanted(_ bounds: ClosedRange<Double>) -> String {
    "a number of seconds from \(plain(bounds.lowerBound)) to \(plain(bounds.upperBound))"
  }

  /// A number of bytes as people write it, in quotation marks, or as a plain number.
  static func written(bytes: Int) -> String {
    for (unit, factor) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes % factor == 0 {
      return "\"\(bytes / factor)\(unit)\""
    }
    return "\(bytes)"
  }

  /// A number without a fraction that is none.
  static func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  /// A whole number.
  static func count(_ number: Int?, in bounds: ClosedRange<Int>) throws(UnfitValue) -> Int {
    guard let number, bounds.contains(number) else {
      throw UnfitValue(wanted: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }
}
