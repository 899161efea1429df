/// Texts that stand for themselves, many of them in little memory: what a list of phrases is made of.
public struct Phrases: Sendable, Hashable {
  /// All of them, each followed by a line feed, which none of them holds.
  public private(set) var lines: [UInt8] = []
  /// Where each phrase ends.
  private var ends: [Int32] = []

  /// The longest phrase that is taken, in bytes; of longer ones PCRE2 may say that they are too large.
  public static let longest = 4_096

  /// Phrases that ``takes(_:)`` says yes to, in order.
  public init(_ phrases: some Sequence<String>) {
    for phrase in phrases { append(phrase) }
  }

  /// Adds a phrase that ``takes(_:)`` says yes to.
  public mutating func append(_ phrase: String) {
    let isTaken = append(utf8: Array(phrase.utf8)[...])
    precondition(isTaken, "a phrase that PCRE2 might not accept")
  }

  /// Adds a phrase, in valid UTF-8, if ``takes(_:)`` would say yes to it; `false`, and nothing done, where not.
  public mutating func append(utf8 phrase: ArraySlice<UInt8>) -> Bool {
    guard Self.takes(phrase) else { return false }
    lines += phrase
    ends.append(Int32(lines.count))
    lines.append(UInt8(ascii: "\n"))
    return true
  }

  /// Whether PCRE2 is sure to accept a phrase: one without control characters that is not too long.
  public static func takes(_ phrase: String) -> Bool {
    takes(Array(phrase.utf8)[...])
  }

  private static func takes(_ phrase: ArraySlice<UInt8>) -> Bool {
    if phrase.count > longest { return false }
    for byte in phrase where byte < 0x20 || byte == 0x7F { return false }
    return true
  }

  /// How many there are.
  public var count: Int { ends.count }

  /// All of them, one after the other.
  public var texts: some RandomAccessCollection<String> { (0..<count).lazy.map { self[$0] } }

  /// One of them.
  public subscript(place: Int) -> String { String(decoding: bytes(place), as: UTF8.self) }

  /// The bytes of one of them.
  func bytes(_ place: Int) -> ArraySlice<UInt8> {
    lines[(place == 0 ? 0 : Int(ends[place - 1]) + 1)..<Int(ends[place])]
  }
}
