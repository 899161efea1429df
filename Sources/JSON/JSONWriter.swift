/// Writes JSON as UTF-8 bytes, piece by piece, without building a tree.
///
/// Containers opened with `lines: true` put each element on a line of its own, indented by two spaces; the others stay
/// on one line. The caller keeps names and values in order; nothing checks it.
public struct JSONWriter {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  private var open: [(lines: Bool, close: UInt8, empty: Bool)] = []
  private var afterName = false

  /// An empty writer.
  public init() {}

  /// Opens an object.
  public mutating func beginObject(lines: Bool = false) { begin(UInt8(ascii: "{"), UInt8(ascii: "}"), lines) }

  /// Opens an array.
  public mutating func beginArray(lines: Bool = false) { begin(UInt8(ascii: "["), UInt8(ascii: "]"), lines) }

  /// Closes the innermost object or array.
  public mutating func end() {
    guard let container = open.popLast() else { return }
    if container.lines && !container.empty { newLine() }
    bytes.append(container.close)
  }

  /// The name of the member that is written next.
  public mutating func name(_ name: String) {
    separate()
    appendQuoted(name)
    append(": ")
    afterName = true
  }

  /// A string.
  public mutating func string(_ value: String) {
    separate()
    appendQuoted(value)
  }

  /// A string from valid UTF-8.
  public mutating func string(utf8 value: ArraySlice<UInt8>) {
    separate()
    unsafe value.withUnsafeBufferPointer { unsafe appendQuoted($0) }
  }

  /// An integer.
  public mutating func integer(_ value: Int) {
    separate()
    append(String(value))
  }

  /// A finite number, as short as it can be read back from.
  public mutating func number(_ value: Double) {
    separate()
    append(value.isFinite ? "\(value)" : "null")
  }

  /// `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
  }

  /// `null`.
  public mutating func null() {
    separate()
    append("null")
  }

  /// A value that another writer has written, on one line and not finished: what is written over and over need be
  /// written once only.
  public mutating func fragment(_ value: [UInt8]) {
    separate()
    bytes += value
  }

  /// Any value, on one line.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .boolean(let truth): boolean(truth)
    case .number(let digits):
      separate()
      append(digits)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      end()
    case .object(let members):
      beginObject()
      for member in members {
        name(member.name)
        self.value(member.value)
      }
      end()
    }
  }

  /// Ends the document with a line feed.
  public mutating func finish() { bytes.append(UInt8(ascii: "\n")) }

  private mutating func begin(_ opening: UInt8, _ closing: UInt8, _ lines: Bool) {
    separate()
    bytes.append(opening)
    open.append((lines, closing, true))
  }

  private mutating func separate() {
    if afterName {
      afterName = false
      return
    }
    guard let last = open.indices.last else { return }
    if !open[last].empty { append(open[last].lines ? "," : ", ") }
    open[last].empty = false
    if open[last].lines { newLine() }
  }

  private mutating func newLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * open.count))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func appendQuoted(_ text: String) {
    var text = text
    text.withUTF8 { unsafe appendQuoted($0) }
  }

  /// Unsafe for speed alone: what needs no escape, nearly all, is copied in stretches.
  private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    for index in text.indices {
      let byte = unsafe text[index]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0x7F { continue }
      unsafe bytes.append(contentsOf: text[start..<index])
      appendEscaped(byte)
      start = index + 1
    }
    unsafe bytes.append(contentsOf: text[start...])
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default:
      append("\\u00")
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
  }
}
