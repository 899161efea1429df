internal import CPCRE2

/// The PCRE2 library that is in use, as records state it.
public enum Library {
  /// PCRE2's version, as `10.42`.
  public static let pcre2Version = String(text(UInt32(PCRE2_CONFIG_VERSION)).prefix { $0 != " " })

  /// The version of the Unicode tables in PCRE2, as `14.0.0`.
  public static let unicodeVersion = text(UInt32(PCRE2_CONFIG_UNICODE_VERSION))

  /// Whether this system lets a program make machine code of patterns.
  public static let hasMachineCode: Bool = {
    do {
      let pattern = try Pattern(Expression("a", subject: .document))
      return pattern.compileMachineCode()
    } catch {
      return false
    }
  }()

  private static func text(_ what: UInt32) -> String {
    var buffer = [UInt8](repeating: 0, count: 64)
    let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_config_8(what, buffer.baseAddress)
    }
    return String(decoding: buffer.prefix(max(0, Int(length) - 1)), as: UTF8.self)
  }
}
