internal import Diagnostics
internal import Files
internal import TOML

/// Finds again where the values of rules stand, and the lists that they name: for advice, which few rules get. To remember that
/// of all rules, whenever they are loaded, would cost more than to read a file again.
final class RuleValues {
  private var files: [String: [Int: TOMLTable]] = [:]

  /// Where a value stands; that of `match` is `list` in a rule that has a list. `nil` where there is none.
  ///
  /// - Parameters:
  ///   - key: The keys that lead to it; empty: none is meant.
  ///   - text: Of a list the string that is meant.
  func place(of key: [String], text: String?, in rule: RuleFile.CheckedRule) -> SourcePlace? {
    guard let first = key.first, let table = table(of: rule) else { return nil }
    var value = table[first] ?? (first == "match" ? table["list"] : nil)
    for key in key.dropFirst() {
      guard case .table(let inner)? = value?.content else { return nil }
      value = inner[key]
    }
    guard let value else { return nil }
    let element = TableReader.elements(of: value).first { $0.text == text }
    return SourcePlace(file: rule.place.file, range: element?.range ?? value.range)
  }

  /// The list that a rule names; `nil` where it names none.
  func list(of rule: RuleFile.CheckedRule) -> (file: SourceFile, phrases: [(text: String, range: Range<Int>)])? {
    guard case .string(let name, _)? = table(of: rule)?["list"]?.content else { return nil }
    let path = rule.place.file.path.parent.appending(Path(name))
    do {
      let file = SourceFile(path, bytes: try Directory.readFollowing(path))
      return (file, PhraseList(file).phrases.map { (String(decoding: file.bytes[$0], as: UTF8.self), $0) })
    } catch {
      return nil  // it was there when the rule was read
    }
  }

  private func table(of rule: RuleFile.CheckedRule) -> TOMLTable? {
    let file = rule.place.file
    if files[file.name] == nil { files[file.name] = Self.tables(file) }
    return files[file.name]?[rule.place.range.lowerBound]
  }

  /// The rules of a file by where their headers begin.
  private static func tables(_ file: SourceFile) -> [Int: TOMLTable] {
    let root: TOMLTable
    do { root = try TOMLTable(parsing: file) } catch { return [:] }
    var tables: [Int: TOMLTable] = [:]
    for key in ["rule", "override"] {
      guard case .array(let elements)? = root[key]?.content else { continue }
      for case .table(let table) in elements.map(\.content) { tables[table.range.lowerBound] = table }
    }
    return tables
  }
}
