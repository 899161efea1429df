import Files
import Formats
import JSON
import Rulebook
import TestSupport

extension Pipeline {
  /// The output for some bytes; `nil` where there is none.
  func output(_ bytes: [UInt8], path: Path = "a.txt", sidecar: String? = nil) -> Output? {
    let input = Input(path: path, bytes: bytes, sidecar: sidecar.map { Array($0.utf8) })
    if case .cleaned(let output) = process(input, worker: Worker()) { return output }
    return nil
  }
}

extension Output {
  /// The record, read as JSON.
  func json() throws -> JSONValue { try JSONValue(parsing: record(textPath: "a.txt")) }

  /// The original, made from the record and the text as they are published.
  func restored() throws -> [UInt8] { try Record(record(textPath: "a.txt")).original(of: text) }
}

/// The rules of a golden: its own, or the shipped ones.
func goldenRules(_ name: String) throws -> Rulebook {
  let own = Goldens.folder.appending("clean").appending(Path(name + ".rules.toml"))
  guard try Goldens.bytes(Path("clean/\(name).rules.toml")) != nil else { return try Rulebook.shipped() }
  return try Rulebook(loading: [own])
}
