public import Diagnostics
public import Files
internal import TOML

extension Settings {
  /// Takes what a configuration file sets. Each key is the name of a flag; paths are relative to the file.
  ///
  /// - Parameter folder: The file's folder.
  /// - Returns: The settings that it sets, each with its line and the place of its value; of a list, those of its elements.
  /// - Throws: All that is wrong with the file, at once.
  @discardableResult
  public mutating func read(_ file: SourceFile, in folder: Path) throws(DiagnosticList) -> [String: (
    line: Int, values: [SourcePlace]
  )] {
    let (places, faults, _) = try readAll(file, in: folder)
    if !faults.isEmpty { throw DiagnosticList(faults) }
    return places
  }

  /// Takes what can be taken of a configuration file.
  ///
  /// - Returns: The settings that it sets, as ``read(_:in:)`` does; what is wrong, in the order of the file; and the names of
  ///   the settings of which that is.
  /// - Throws: What keeps the file from being TOML.
  mutating func readAll(
    _ file: SourceFile, in folder: Path
  ) throws(DiagnosticList) -> (
    places: [String: (line: Int, values: [SourcePlace])], faults: [Diagnostic], faulty: Set<String>
  ) {
    let table: TOMLTable
    do {
      table = try TOMLTable(parsing: file)
    } catch {
      throw DiagnosticList([error])
    }
    var found: [Diagnostic] = []
    var faulty: Set<String> = []
    var places: [String: (line: Int, values: [SourcePlace])] = [:]
    for entry in table.entries {
      guard let setting = Setting.all.first(where: { $0.name == entry.key }) else {
        found.append(Settings.unknown(entry, file))
        continue
      }
      let values = if case .array(let elements) = entry.value.content { elements } else { [entry.value] }
      places[entry.key] = (
        file.position(of: entry.keyRange.lowerBound).line, values.map { SourcePlace(file: file, range: $0.range) }
      )
      do {
        try take(setting.kind, entry.value, folder)
      } catch {
        let message = "\(entry.key) wants \(error.wanted)"
        found.append(
          Diagnostic(
            message, in: file, at: error.range ?? entry.value.range, help: Settings.help(entry.value) ?? setting.help))
        faulty.insert(setting.name)
      }
    }
    return (places, found, faulty)
  }

  /// What to do where a number or a truth value stands in quotes.
  private static func help(_ value: TOMLValue) -> String? {
    guard case .string(let text, _) = value.content, Double(text) != nil || ["true", "false"].contains(text) else {
      return nil
    }
    return "write it without quotes"
  }

  private static func unknown(_ entry: TOMLTable.Entry, _ file: SourceFile) -> Diagnostic {
    let names = Setting.all.map(\.name)
    // Underscores are the most frequent slip in keys.
    let spelled = String(entry.key.map { $0 == "_" ? "-" : $0 })
    let help =
      nearest(to: spelled, among: names).map { "did you mean '\($0)'?" }
      ?? "the keys are \(names.joined(separator: ", "))"
    return Diagnostic("there is no setting '\(entry.key)'", in: file, at: entry.keyRange, help: help)
  }

  private mutating func take(_ kind: Setting.Kind, _ value: TOMLValue, _ folder: Path) throws(UnfitValue) {
    switch (kind, value.content) {
    case (.path(let set), .string(let text, _)) where !text.isEmpty: set(&self, folder.resolving(text))
    case (.paths(let set), _):
      let paths = try strings(value)
      for path in paths where path.text.isEmpty { throw UnfitValue(wanted: "paths, not empty texts").at(path.range) }
      set(&self, paths.map { folder.resolving($0.text) })
    case (.patterns(let set), _):
      let patterns = try strings(value)
      for pattern in patterns {
        do { _ = try Settings.patterns([Path(pattern.text)]) } catch { throw error.at(pattern.range) }
      }
      set(&self, patterns.map { Path($0.text) })
    case (.text(let set), .string(let text, _)) where !text.isEmpty: set(&self, text)
    case (.word(let words, let set), .string(let text, _)):
      guard words.contains(text) else { throw UnfitValue(wanted: Settings.oneOf(words)) }
      set(&self, text)
    case (.seconds(let bounds, let set), .integer(let number)):
      set(&self, try Quantities.seconds(Double(number), in: bounds))
    case (.seconds(let bounds, let set), .float(let number)): set(&self, try Quantities.seconds(number, in: bounds))
    case (.size(let set), .string(let text, _)): set(&self, try Quantities.size(text))
    case (.size(let set), .integer(let number)): set(&self, try Quantities.size("\(number)"))
    case (.count(let bounds, let set), .integer(let number)): set(&self, try Quantities.count(number, in: bounds))
    case (.truth(let on, let off), .boolean(let truth)): if truth { on(&self) } else { off(&self) }
    default: throw UnfitValue(wanted: Settings.wanted(kind))
    }
  }

  /// A string, or all of a list, each with its place.
  private func strings(_ value: TOMLValue) throws(UnfitValue) -> [(text: String, range: Range<Int>)] {
    switch value.content {
    case .string(let text, _): return [(text, value.range)]
    case .array(let elements):
      guard !elements.isEmpty else {
        throw UnfitValue(wanted: "something in its list; leave the key out for the default")
      }
      var all: [(text: String, range: Range<Int>)] = []
      for element in elements {
        guard case .string(let text, _) = element.content else {
          throw UnfitValue(wanted: "strings in its list").at(element.range)
        }
        all.append((text, element.range))
      }
      return all
    default: throw UnfitValue(wanted: "a string or a list of strings")
    }
  }

  /// Patterns are of names, not of paths: one with a slash would match nothing.
  static func patterns(_ patterns: [Path]) throws(UnfitValue) -> [Path] {
    for pattern in patterns where pattern.isEmpty || pattern.bytes.contains(UInt8(ascii: "/")) {
      throw UnfitValue(wanted: "patterns of file names, without folders")
    }
    return patterns
  }

  static func oneOf(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }

  private static func wanted(_ kind: Setting.Kind) -> String {
    switch kind {
    case .path: "a path as a string"
    case .paths, .patterns: "a string or a list of strings"
    case .text: "a string"
    case .word(let words, _): oneOf(words)
    case .seconds: "a number of seconds"
    case .size: "a size, as \"64MiB\" or 67108864"
    case .count: "a whole number"
    case .truth: "true or false"
    }
  }
}

extension Path {
  /// A path from text, relative to this folder where it doesn't begin at the root.
  fileprivate func resolving(_ text: String) -> Path {
    text.hasPrefix("/") ? Path(text) : appending(Path(text))
  }
}
