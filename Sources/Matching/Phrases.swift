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
    precondition(Self.takes(phrase), "a phrase that PCRE2 might not accept")
    lines += phrase.utf8
    ends.append(Int32(lines.count))
    lines.append(UInt8(ascii: "\n"))
  }

  /// Whether PCRE2 is sure to accept a phrase: one without control characters that is not too long.
  public static func takes(_ phrase: String) -> Bool {
    phrase.utf8.count <= longest && phrase.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  /// How many there are.
  public var count: Int { ends.count }

  /// All of them, one after the other.
  public var texts: some RandomAccessCollection<String> { (0..<count).lazy.map { self[$0] } }

  /// One of them.
  public subscript(place: Int) -> String {
    String(decoding: lines[(place == 0 ? 0 : Int(ends[place - 1]) + 1)..<Int(ends[place])], as: UTF8.self)
  }
}
