/// What tells one site from another.
enum Host {
  /// Whether a text in lower case is a host's name, or an address in digits.
  static func isHost(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-") && !label.isEmpty
        && label.utf8.allSatisfy { byte in
          byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        }
    }
  }

  /// Whether it is a number, as folders for years are called.
  static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// The site of a host: of `www.example.org` that is `example.org`, whose rules are for hosts below it as well.
  static func site(_ host: String) -> String {
    let site = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    return site.contains(".") ? site : host
  }
}
