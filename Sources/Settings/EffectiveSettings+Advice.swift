public import Diagnostics

extension EffectiveSettings {
  /// Sizes of the configuration file that are so small that nobody means them: a number without a unit counts bytes.
  public var advice: [Diagnostic] {
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
}
