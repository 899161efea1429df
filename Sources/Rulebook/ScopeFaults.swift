/// What no document has, so that a scope which asks for it never holds.
enum ScopeFaults {
  /// What is wrong, and what to write instead.
  typealias Fault = (message: String, help: String)

  /// Of a glob of hosts. Blanks are no fault: names of folders, and sources that sidecars name, may have them.
  static func host(_ source: String) -> Fault? {
    let shown = source.lowercased()
    if source.isEmpty || source.contains("/") {
      return ("\"\(shown)\" is no host", "write the host alone, as \"www.example.org\" or \"*.example.org\"")
    }
    if let host = portless(shown) {
      let help = host.contains { $0 != "*" } ? "write it as \"\(host)\"" : "write the host, as \"*.example.org\""
      return ("a document's host is without a port", help)
    }
    if shown.hasSuffix(".") {
      return ("a document's host does not end with a dot", "write it as \"\(shown.dropLast())\"")
    }
    return nil
  }

  /// What stands before a port; `nil` where there is none. The colons of `[[:digit:]]` are in brackets.
  private static func portless(_ source: String) -> Substring? {
    guard let colon = source.lastIndex(of: ":") else { return nil }
    let port = source[source.index(after: colon)...]
    guard !port.isEmpty, port.allSatisfy({ ("0"..."9").contains($0) || $0 == "*" || $0 == "?" }) else { return nil }
    return source[..<colon]
  }

  /// Of the one host that a test names.
  static func oneHost(_ source: String) -> Fault? {
    if let fault = host(source) { return fault }
    guard source.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
    return ("a test names one host, without * and ?", "write one that the rule is for, as \"www.example.org\"")
  }

  /// Of a language.
  static func language(_ language: String) -> Fault? {
    if isIdentifier(language), 2...3 ~= language.utf8.count { return nil }
    return ("\"\(language)\" is no language code", "use ISO 639-1, as \"en\"")
  }

  /// Of a path, or a glob of paths.
  static func path(_ path: String) -> Fault? {
    if path.hasPrefix("/") {
      let below = path.drop { $0 == "/" }
      return ("no document has a path that begins with /", "paths are those below the inbox, as \"\(below)\"")
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.contains(where: { ["", ".", ".."].contains($0) }) else { return nil }
    let plain = parts.filter { !["", ".", ".."].contains($0) }.joined(separator: "/")
    let help = plain.isEmpty ? "de/*" : parts.last == "" ? plain + "/*" : plain
    return ("no document has the path \"\(path)\"", "paths are those below the inbox, as \"\(help)\"")
  }
}
