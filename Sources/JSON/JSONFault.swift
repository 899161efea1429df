/// Looks for what is wrong with bytes that are no JSON, to say it in words of our own: simdjson is fast, and tells little.
struct JSONFault: Error {
  let offset: Int
  let reason: String

  /// The first fault; `nil` where there is none that this knows.
  static func first(in bytes: [UInt8]) -> JSONFault? {
    var finder = Finder(bytes)
    let broken = Self.notUTF8(bytes)
    do throws(JSONFault) {
      try finder.document()
      return broken
    } catch {
      guard let broken, broken.offset <= error.offset else { return error }
      return broken
    }
  }

  private static func notUTF8(_ bytes: [UInt8]) -> JSONFault? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return JSONFault(offset: offset, reason: "this is not UTF-8")
      }
    }
  }
}

/// Reads a document as RFC 8259 has it, and stops at the first byte that does not fit.
private struct Finder {
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func fault(_ reason: String, at place: Int? = nil) -> JSONFault {
    JSONFault(offset: place ?? at, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
  }

  mutating func document() throws(JSONFault) {
    skipSpace()
    if next == nil { throw fault("there is nothing in it") }
    try value()
    skipSpace()
    if next != nil { throw fault("the value ends before this, and only one may stand here") }
  }

  private mutating func value() throws(JSONFault) {
    guard let byte = next else { throw fault("it ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): try word()
    case UInt8(ascii: "'"): throw fault("a text stands in double quotes")
    case UInt8(ascii: "/"), UInt8(ascii: "#"): throw fault("there are no comments in JSON")
    default: throw fault("a value should stand here: a text in double quotes, a number, true, false, null, [ or {")
    }
  }

  private mutating func object() throws(JSONFault) {
    try elements(closing: UInt8(ascii: "}"), "this { is never closed") { (finder) throws(JSONFault) in
      guard finder.next == UInt8(ascii: "\"") else { throw finder.fault("a name in double quotes should stand here") }
      try finder.string()
      finder.skipSpace()
      guard finder.next == UInt8(ascii: ":") else { throw finder.fault("a colon is missing between name and value") }
      finder.at += 1
      finder.skipSpace()
      try finder.value()
    }
  }

  private mutating func array() throws(JSONFault) {
    try elements(closing: UInt8(ascii: "]"), "this [ is never closed") { (finder) throws(JSONFault) in
      try finder.value()
    }
  }

  /// What stands between brackets, with commas between.
  private mutating func elements(
    closing: UInt8, _ unclosed: String, _ element: (inout Finder) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    try open()
    let start = at - 1
    var comma: Int?
    while true {
      skipSpace()
      if next == closing {
        if let comma { throw fault("nothing follows this comma", at: comma) }
        break
      }
      if next == nil { throw fault(unclosed, at: start) }
      try element(&self)
      comma = try self.comma(closing: closing, unclosed, start)
      if comma == nil { break }
    }
    close()
  }

  /// - Returns: The comma's place; `nil` before the closing bracket.
  private mutating func comma(closing: UInt8, _ unclosed: String, _ start: Int) throws(JSONFault) -> Int? {
    skipSpace()
    if next == closing { return nil }
    guard let byte = next else { throw fault(unclosed, at: start) }
    guard byte == UInt8(ascii: ",") else { throw fault("a comma is missing before this") }
    at += 1
    return at - 1
  }

  private mutating func open() throws(JSONFault) {
    depth += 1
    if depth > JSONValue.deepest { throw fault("arrays and objects nest deeper than \(JSONValue.deepest)") }
    at += 1
  }

  private mutating func close() {
    depth -= 1
    at += 1
  }

  private mutating func word() throws(JSONFault) {
    let start = at
    while let byte = next, isLetter(byte) || isDigit(byte) { at += 1 }
    for known in ["true", "false", "null"] where bytes[start..<at].elementsEqual(known.utf8) { return }
    throw fault("of words there are true, false and null; a text stands in double quotes", at: start)
  }

  private mutating func number() throws(JSONFault) {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let whole = at
    guard skipDigits() > 0, bytes[whole] != UInt8(ascii: "0") || at == whole + 1 else {
      throw fault("this is no number as JSON writes it", at: start)
    }
    if next == UInt8(ascii: ".") {
      at += 1
      guard skipDigits() > 0 else { throw fault("this is no number as JSON writes it", at: start) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      guard skipDigits() > 0 else { throw fault("this is no number as JSON writes it", at: start) }
    }
    if let byte = next, isLetter(byte) || byte == UInt8(ascii: ".") {
      throw fault("this is no number as JSON writes it", at: start)
    }
  }

  private mutating func skipDigits() -> Int {
    let start = at
    while let byte = next, isDigit(byte) { at += 1 }
    return at - start
  }

  private mutating func string() throws(JSONFault) {
    let start = at
    at += 1
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20:
        let isLineEnd = byte == 0x0A || byte == 0x0D
        throw fault(
          isLineEnd
            ? "a line end in a text is written \\n"
            : "a control character in a text is written as \\u and its four digits")
      default: at += 1
      }
    }
    throw fault("this text has no closing quote", at: start)
  }

  private mutating func escape() throws(JSONFault) {
    let start = at
    at += 1
    guard let byte = next else { return }
    at += 1
    guard byte == UInt8(ascii: "u") else {
      if "\"\\/bfnrt".utf8.contains(byte) { return }
      throw fault("a backslash is written \\\\, and there is no such escape", at: start)
    }
    let unit = try unit(start)
    if 0xDC00...0xDFFF ~= unit { throw fault("this is half a character", at: start) }
    guard 0xD800...0xDBFF ~= unit else { return }
    guard bytes[at...].starts(with: "\\u".utf8) else { throw fault("this is half a character", at: start) }
    at += 2
    guard 0xDC00...0xDFFF ~= (try self.unit(start)) else { throw fault("this is half a character", at: start) }
  }

  private mutating func unit(_ start: Int) throws(JSONFault) -> Int {
    let digits = bytes[at...].prefix(4)
    guard digits.count == 4, let unit = Int(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.allSatisfy({ isDigit($0) || isLetter($0) })
    else { throw fault("\\u wants four hexadecimal digits", at: start) }
    at += 4
    return unit
  }
}

private func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

private func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte || 0x41...0x5A ~= byte }
