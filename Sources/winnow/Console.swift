internal import Files
internal import Glibc

/// Standard input, output and error.
enum Console {
  /// Writes a line on standard output.
  static func print(_ text: String) throws(FileError) {
    try write(Array((text + "\n").utf8))
  }

  /// Writes bytes on standard output.
  static func write(_ bytes: [UInt8]) throws(FileError) {
    try Descriptor.writeAll(bytes, toStandard: 1)
  }

  /// Writes a line on standard error. Where even that fails there is nobody left to tell.
  static func complain(_ text: String) {
    do { try Descriptor.writeAll(Array((text + "\n").utf8), toStandard: 2) } catch {}
  }

  /// All of standard input.
  static func readInput() throws(FileError) -> [UInt8] {
    try Descriptor.standard(0).readAll()
  }

  /// "1 rule", "2 rules".
  static func counted(_ count: Int, _ noun: String) -> String { counted(count, noun, noun + "s") }

  /// "1 copy", "2 copies".
  static func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }

  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(1) == 1 }

  /// Whether standard error is a terminal.
  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// What a terminal would obey is shown as a dot.
  static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isPrintable ? $0 : "·" }))
  }
}

extension Unicode.Scalar.Properties {
  /// Whether a terminal shows the character rather than obey it.
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
