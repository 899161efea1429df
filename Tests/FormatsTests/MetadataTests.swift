import Formats
import JSON
import Rulebook
import TestSupport
import Testing

@Suite("What is known of a document")
struct MetadataTests {
  private static let rules = """
    [[rule]]
    id = "author"
    do = "extract"
    match = '^By (?<author>[^,\\n]*)(?:, (?<role>.+))?$'
    [[rule]]
    id = "date"
    do = "extract"
    also = "drop"
    match = '^On (?<date>.+)$\\n?'
    [[rule]]
    id = "note"
    do = "extract"
    match = '<<(?<note>[^>]*)>>'
    [[rule]]
    id = "other-author"
    do = "extract"
    match = '^Author: (?<author>.+)$'
    """

  private func members(_ text: [UInt8], sidecar: String? = nil) throws -> [String: String] {
    let output = try #require(Pipeline(try Rulebook(rules: Self.rules)).output(text, sidecar: sidecar))
    let document = try #require(try output.json()["document"]?.members)
    return Dictionary(uniqueKeysWithValues: document.map { ($0.name, $0.value.string ?? "not a string") })
  }

  static let texts: [(text: String, sidecar: String?, members: [String: String])] = [
    ("One.\n", nil, [:]),
    ("By Ann Lee\n", nil, ["author": "Ann Lee"]),
    ("By Ann Lee, Reporter\n", nil, ["author": "Ann Lee", "role": "Reporter"]),
    // The first in the text, whichever rule finds it.
    ("Author: Bo Ek\nBy Ann Lee\n", nil, ["author": "Bo Ek"]),
    ("By Ann Lee\nAuthor: Bo Ek\n", nil, ["author": "Ann Lee"]),
    // A group that takes nothing says nothing, and leaves the name to others.
    ("By , Reporter\nAuthor: Bo Ek\n", nil, ["role": "Reporter", "author": "Bo Ek"]),
    ("<<>>\n<<two\nlines\tand \"quotes\">>\n", nil, ["note": "two\nlines\tand \"quotes\""]),
    ("By Žaneta Ōkubo 山田\r\n", nil, ["author": "Žaneta Ōkubo 山田"]),
    // The sidecar has the last word.
    ("By Ann Lee, Reporter\n", #"{"author": "Cy"}"#, ["author": "Cy", "role": "Reporter"]),
    ("By Ann Lee\n", #"{"author": null}"#, ["author": "not a string"]),
    ("By Ann Lee\n", #"{"x": "1", "x": "2"}"#, ["author": "Ann Lee", "x": "2"]),
    // The date is told in ISO 8601, whoever named it.
    ("On 3 May 2024\n", nil, ["date": "3 May 2024", "date_iso": "2024-05-03"]),
    ("On 3 May 2024\n", #"{"date": "June 1, 2023"}"#, ["date": "June 1, 2023", "date_iso": "2023-06-01"]),
    ("On 3 May 2024\n", #"{"date_iso": "2020-01-01"}"#, ["date": "3 May 2024", "date_iso": "2020-01-01"]),
    ("One.\n", #"{"date": 20240503}"#, ["date": "not a string"]),
  ]

  @Test("It comes from the sidecar, then from what stands first in the text", arguments: texts)
  func sources(_ row: (text: String, sidecar: String?, members: [String: String])) throws {
    #expect(try members(Array(row.text.utf8), sidecar: row.sidecar) == row.members)
  }

  @Test("What also drops is gone from the text, stands in the record, and comes back")
  func drops() throws {
    let text = Array("One.\nOn 3 May 2024\nTwo.\n".utf8)
    let output = try #require(Pipeline(try Rulebook(rules: Self.rules)).output(text))
    #expect(String(decoding: output.text, as: UTF8.self) == "One.\nTwo.\n")
    #expect(try output.json()["document"]?["date"]?.string == "3 May 2024")
    #expect(try output.restored() == text)
  }

  @Test("It is told in UTF-8, whatever the document was written in")
  func legacy() throws {
    let text = Array(
      "By Ren\u{E9} Lef\u{E8}vre\nUne journ\u{E9}e d'\u{E9}t\u{E9} \u{E0} la mer, o\u{F9} tout \u{E9}tait l\u{E9}ger.\n"
        .unicodeScalars.map { UInt8($0.value) })
    #expect(try members(text)["author"] == "René Lefèvre")
  }

  @Test("A value may be as long as the text")
  func long() throws {
    let value = String(repeating: "x y ", count: 250_000)
    #expect(try members(Array("<<\(value)>>\n".utf8))["note"] == value)
  }

  static let dates: [(text: String, iso: String?)] = [
    ("3 May 2024", "2024-05-03"), ("May 3, 2024", "2024-05-03"), ("May 3rd, 2024", "2024-05-03"),
    ("3rd of May 2024", "2024-05-03"), ("Sept. 9, 2021", "2021-09-09"), ("3. März 2024", "2024-03-03"),
    ("1er août 2023", "2023-08-01"), ("3 de mayo de 2024", "2024-05-03"), ("2024-05-03", "2024-05-03"),
    ("2024/5/3", "2024-05-03"), ("03.05.2024", "2024-05-03"), ("13/05/2024", "2024-05-13"),
    ("05/13/2024", "2024-05-13"), ("05/05/2024", "2024-05-05"), ("29 February 2024", "2024-02-29"),
    // It could be either day, no day, or a day without its year.
    ("03/04/2024", nil), ("31 February 2024", nil), ("29 February 2023", nil), ("31.04.2024", nil), ("3 May", nil),
    ("May 2024", nil), ("3/5/24", nil), ("yesterday", nil), ("2024-13-01", nil), ("3 May 20245", nil),
    // Dots are those between the numbers, not one that ends a sentence or shortens a word.
    ("5/3/2024 3:15 p.m.", nil), ("5/3/2024. Updated", nil), ("Updated. 5/3/2024", nil), ("5.3/2024", nil),
    ("5-3-2024.", nil), ("3. 5. 2024", "2024-05-03"), ("Fr. 03.05.2024", "2024-05-03"),
    ("03.05.2024. Aktualisiert", "2024-05-03"), ("13/05/2024 3:15 p.m.", "2024-05-13T15:15"),
    // The time as far as it is written.
    ("May 3, 2024 2:25 pm", "2024-05-03T14:25"), ("3 May 2024 10:25", "2024-05-03T10:25"),
    ("Friday, 3 May 2024", "2024-05-03"), ("Freitag, 03.05.2024", "2024-05-03"),
    ("13/05/2024 10:25", "2024-05-13T10:25"),
    ("May 3, 2024 2:30 pm ET", "2024-05-03T14:30"), ("May 3, 2024, 12:05 a.m.", "2024-05-03T00:05"),
    ("May 3, 2024, 12:05 p.m.", "2024-05-03T12:05"), ("03.05.2024, 14:30 Uhr", "2024-05-03T14:30"),
    ("2024-05-03T10:56:07Z", "2024-05-03T10:56:07Z"), ("2024-05-03 10:56", "2024-05-03T10:56"),
    ("2024-05-03T10:56+02:00", "2024-05-03T10:56+02:00"), ("2024-05-03T10:56:07-0330", "2024-05-03T10:56:07-03:30"),
    ("2024-05-03T10:56:07.123Z", "2024-05-03T10:56:07Z"), ("2024-05-03T25:00", "2024-05-03"),
    ("3 May 2024 10:30 – pm edition", "2024-05-03T10:30"),
    // From one time to another is no offset; nor is what no clock on earth has.
    ("3 May 2024 10:30-12:00", "2024-05-03T10:30"), ("03.05.2024, 10:30-11:45 Uhr", "2024-05-03T10:30"),
    ("2024-05-03T10:56+15:00", "2024-05-03T10:56"), ("2024-05-03T10:56+05:45", "2024-05-03T10:56+05:45"),
    ("2024-05-03T10:56-12:00", "2024-05-03T10:56-12:00"), ("2024-05-03T10:56-12:15", "2024-05-03T10:56"),
    ("2024-05-03T10:56+02:10", "2024-05-03T10:56"), ("3 May 2024 10:56+02:00", "2024-05-03T10:56+02:00"),
  ]

  @Test("A date is told in ISO 8601 where it is one day for sure", arguments: dates)
  func moment(_ row: (text: String, iso: String?)) throws {
    #expect(try members(Array("On \(row.text)\n".utf8))["date_iso"] == row.iso, "\(row.text)")
  }

  @Test(
    "A source of a megabyte of whatever is none, and is told to be in no time", .timeLimit(.minutes(1)),
    arguments: [".", "\u{1F1E6}", "@", " ", "a.", "e\u{301}"])
  func longSource(sign: String) throws {
    let long = String(repeating: sign, count: 1_000_000 / sign.utf8.count)
    for member in ["source", "url"] {
      let output = try #require(
        Pipeline(Rulebook(rules: "")).output(Array("One.\n".utf8), sidecar: "{\"\(member)\": \"\(long)\"}"))
      #expect(try output.json()["document"]?[member]?.string?.utf8.count == long.utf8.count)
    }
    #expect(Input.hostName(long) == nil)
    #expect(Input.hostName("https://user@news.example.org.../a?\(long)") == "news.example.org")
  }

  @Test(
    "Of a sidecar with very many members, all are in the record, also those whose names look alike",
    .timeLimit(.minutes(1)))
  func manyMembers() throws {
    let names = ["\u{E9}", "e\u{301}"] + (0..<60_000).map { "e\u{301}\($0)" }
    let sidecar = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    let output = try #require(Pipeline(Rulebook(rules: "")).output(Array("One.\n".utf8), sidecar: sidecar))
    let members = try output.json()["document"]?.members ?? []
    #expect(members.map { Array($0.name.utf8) }.starts(with: names.map { Array($0.utf8) }))
  }
}
