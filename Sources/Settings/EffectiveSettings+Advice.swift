public import Diagnostics
internal import Files

extension EffectiveSettings {
  /// What of the configuration file nobody means.
  public var advice: [Diagnostic] { sizes + patterns }

  /// Sizes that are so small: a number without a unit counts bytes.
  private var sizes: [Diagnostic] {
    let sizes = [("max-size", settings.maximumSize, 1 << 10), ("memory", settings.memory, 1 << 20)]
    return sizes.flatMap { name, bytes, least -> [Diagnostic] in
      guard bytes < least, !faulty.contains(name) else { return [] }
      let words = bytes == 1 ? "1 byte" : "\(bytes) bytes"
      return places(of: name).map {
        $0.diagnostic(
          "\(name) is \(words): hardly a document will do with that",
          help: "write the unit, as \"64MiB\" or \"1G\"; a number alone counts bytes", severity: .warning)
      }
    }
  }

  /// Patterns that all names match, or all of some length.
  private var patterns: [Diagnostic] {
    guard !faulty.contains("ignore") else { return [] }
    return zip(settings.ignore, places(of: "ignore")).compactMap { pattern, place in
      let star = UInt8(ascii: "*")
      guard pattern.bytes.contains(star), pattern.bytes.allSatisfy({ $0 == star || $0 == UInt8(ascii: "?") })
      else { return nil }
      return place.diagnostic(
        "ignore is \"\(pattern)\": every document would be left alone",
        help: "name what to leave alone, as \"*.log\"", severity: .warning)
    }
  }
}
