internal import CTOML
public import Diagnostics

extension TOMLTable {
  /// Reads a TOML 1.0 file.
  ///
  /// - Throws: ``Diagnostic`` for the first syntax error; nothing can be said of what follows it.
  public init(parsing file: SourceFile) throws(Diagnostic) {
    if let offset = firstInvalidByte(file.bytes) {
      throw Diagnostic(
        "this is not UTF-8", in: file, at: offset..<offset, help: "save the file as UTF-8, which TOML is always in")
    }
    let document = unsafe file.bytes.withUnsafeBytes { buffer in
      unsafe winnow_toml_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    defer { unsafe winnow_toml_free(document) }
    var at = winnow_toml_region()
    if let reason = unsafe winnow_toml_error(document, &at) {
      let start = offset(at.line, at.column, in: file)
      let text = unsafe String(cString: reason)
      let advice = SyntaxAdvice.advice(text).map { $0.hasSuffix("?") ? "\($0) " : "\($0); " }
      throw Diagnostic(
        "this is not TOML: \(text)", in: file, at: start..<start,
        help: (advice ?? "") + "the rest of the file was not looked at; mend this first"
      )
    }
    var reader = unsafe NodeReader(document, file)
    guard case .table(let root) = reader.next().value.content else {
      throw Diagnostic("this is not TOML: no table", in: file, at: 0..<0)
    }
    self = root
  }
}

/// The offset of the first byte that is not UTF-8.
private func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
  if String(validating: bytes, as: UTF8.self) != nil { return nil }
  var offset = 0
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    let length = String(scalar).utf8.count
    guard bytes[offset...].starts(with: String(scalar).utf8) else { return offset }
    offset += length
  }
  return offset
}

/// Where a place lies in a file. toml++ does not count a byte order mark as a column; the file does.
private func offset(_ line: UInt32, _ column: UInt32, in file: SourceFile) -> Int {
  let mark = line == 1 && file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
  return file.offset(line: Int(line), column: Int(column) + mark)
}

/// Walks the flat array of nodes that the C side made.
@safe private struct NodeReader {
  private let nodes: UnsafePointer<winnow_toml_node>
  private let file: SourceFile
  private var index = 0

  init(_ document: OpaquePointer?, _ file: SourceFile) {
    var count = 0
    unsafe nodes = winnow_toml_nodes(document, &count)
    self.file = file
  }

  mutating func next() -> (key: String?, keyRange: Range<Int>, value: TOMLValue) {
    let node = unsafe nodes[index]
    index += 1
    let range = unsafe bytes(node.region)
    let key = unsafe node.key == nil ? nil : text(node.key, node.key_length)
    return unsafe (key, bytes(node.key_region), TOMLValue(content: content(node, range), range: range))
  }

  private mutating func content(_ node: winnow_toml_node, _ range: Range<Int>) -> TOMLValue.Content {
    switch unsafe UInt32(node.kind) {
    case WINNOW_TOML_STRING.rawValue:
      return unsafe .string(text(node.string, node.string_length), literalStart: literalStart(range))
    case WINNOW_TOML_INTEGER.rawValue: return unsafe .integer(Int(node.integer))
    case WINNOW_TOML_FLOAT.rawValue: return unsafe .float(node.number)
    case WINNOW_TOML_BOOLEAN.rawValue: return unsafe .boolean(node.integer != 0)
    case WINNOW_TOML_ARRAY.rawValue:
      return unsafe .array((0..<node.children).map { _ in next().value })
    case WINNOW_TOML_TABLE.rawValue:
      let entries = unsafe (0..<node.children).map { _ in
        let entry = next()
        return TOMLTable.Entry(key: entry.key ?? "", keyRange: entry.keyRange, value: entry.value)
      }
      return .table(
        TOMLTable(entries: entries.sorted { $0.keyRange.lowerBound < $1.keyRange.lowerBound }, range: range))
    default: return .other
    }
  }

  private func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }

  private func bytes(_ region: winnow_toml_region) -> Range<Int> {
    guard region.line > 0 else { return 0..<0 }
    let start = offset(region.line, region.column, in: file)
    let end = offset(region.end_line, region.end_column, in: file)
    return start..<max(start, end)
  }

  /// Where a literal string's first character stands: after its quotes, and after the line end that TOML trims.
  private func literalStart(_ range: Range<Int>) -> Int? {
    let bytes = file.bytes[range]
    guard bytes.first == UInt8(ascii: "'") else { return nil }
    guard bytes.starts(with: Array("'''".utf8)) else { return range.lowerBound + 1 }
    let rest = bytes.dropFirst(3)
    if rest.starts(with: Array("\r\n".utf8)) { return range.lowerBound + 5 }
    return range.lowerBound + (rest.first == UInt8(ascii: "\n") ? 4 : 3)
  }
}
