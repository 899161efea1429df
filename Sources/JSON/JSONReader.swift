internal import CJSON

/// Bytes that are no JSON document.
public struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, as a sentence about the place.
  public let reason: String
  /// The byte that it is about.
  public let offset: Int
  /// The line of that byte, from 1.
  public let line: Int
  /// Its column, from 1, in code points.
  public let column: Int

  /// One line for a human.
  public var description: String { "not JSON, at \(line):\(column): \(reason)" }

  init(_ bytes: [UInt8]) {
    // What the one refuses and the other takes can't be told better.
    let fault = JSONFault.first(in: bytes) ?? JSONFault(offset: 0, reason: "it can't be read")
    (reason, offset) = (fault.reason, fault.offset)
    let start = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    line = bytes[..<start].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    column = bytes[start..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}

extension JSONValue {
  /// How deep arrays and objects may nest.
  static let deepest = 256

  /// Reads one JSON document in UTF-8.
  ///
  /// - Throws: ``JSONSyntaxError``; also where arrays and objects nest deeper than 256.
  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    let document = unsafe bytes.withUnsafeBytes { buffer in
      unsafe winnow_json_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    defer { unsafe winnow_json_free(document) }
    if unsafe winnow_json_failed(document) { throw JSONSyntaxError(bytes) }
    var reader = unsafe NodeReader(document)
    self = reader.next()
  }
}

/// Walks the flat array of nodes that the C side made.
@safe private struct NodeReader {
  private let nodes: UnsafePointer<winnow_json_node>
  private let pool: UnsafeRawPointer
  private var index = 0

  init(_ document: OpaquePointer?) {
    var count = 0
    unsafe nodes = winnow_json_nodes(document, &count)
    unsafe pool = UnsafeRawPointer(winnow_json_pool(document))
  }

  private func text(_ offset: Int, _ length: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: pool + offset, count: length), as: UTF8.self)
  }

  mutating func next() -> JSONValue {
    let node = unsafe nodes[index]
    index += 1
    switch UInt32(node.kind) {
    case WINNOW_JSON_FALSE.rawValue: return .boolean(false)
    case WINNOW_JSON_TRUE.rawValue: return .boolean(true)
    case WINNOW_JSON_NUMBER.rawValue: return .number(text(node.text, node.text_length))
    case WINNOW_JSON_STRING.rawValue: return .string(text(node.text, node.text_length))
    case WINNOW_JSON_ARRAY.rawValue:
      return .array((0..<node.children).map { _ in next() })
    case WINNOW_JSON_OBJECT.rawValue:
      return .object(
        (0..<node.children).map { _ in
          let member = unsafe nodes[index]
          return Member(text(member.key, member.key_length), next())
        })
    default: return .null
    }
  }

  private typealias Member = JSONValue.Member
}
