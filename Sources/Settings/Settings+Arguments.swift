public import Arguments
internal import Files

extension Settings {
  /// The options of a command line that sets these.
  public static var options: [Option] {
    Setting.all.map { Option($0.name, value: $0.value, repeats: $0.repeats, $0.help) }
  }

  /// Takes what a command line sets.
  ///
  /// - Returns: The names of the settings that it sets.
  @discardableResult
  public mutating func read(_ invocation: Invocation) throws(UsageError) -> [String] {
    for setting in Setting.all where invocation.has(setting.name) {
      do {
        try take(setting, invocation)
      } catch {
        let given = invocation.path(setting.name).map { ", not '\($0)'" } ?? ""
        throw invocation.error("--\(setting.name) wants \(error.wanted)\(given)")
      }
    }
    return Setting.all.map(\.name).filter { invocation.has($0) }
  }

  private mutating func take(_ setting: Setting, _ invocation: Invocation) throws(UnfitValue) {
    let values = invocation.all(setting.name)
    let last = values.last ?? .empty
    func text() throws(UnfitValue) -> String {
      guard let text = last.utf8, !text.isEmpty else { throw UnfitValue(wanted: "text in UTF-8") }
      return text
    }
    switch setting.kind {
    case .path(let set):
      guard !last.isEmpty else { throw UnfitValue(wanted: "a path") }
      set(&self, last)
    case .paths(let set): set(&self, values)
    case .patterns(let set): set(&self, try Settings.patterns(values))
    case .text(let set): set(&self, try text())
    case .word(let words, let set):
      let word = try text()
      guard words.contains(word) else { throw UnfitValue(wanted: Settings.oneOf(words)) }
      set(&self, word)
    case .seconds(let bounds, let set): set(&self, try Quantities.seconds(text(), in: bounds))
    case .size(let set): set(&self, try Quantities.size(text()))
    case .count(let bounds, let set): set(&self, try Quantities.count(Int(text()), in: bounds))
    case .truth(let on, _): on(&self)
    }
  }
}
