import Formats
import Rulebook
import TestSupport
import Testing

@Suite("Doubts about a document that is cleaned")
struct DoubtTests {
  private func doubts(_ text: [UInt8], sidecar: String? = nil) throws -> [Doubt] {
    let rules = "[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Advertisement'\n"
    return try #require(Pipeline(try Rulebook(rules: rules)).output(text, sidecar: sidecar)).doubts
  }

  static let pages = [
    "<!doctype html>\n<p>One.\n", "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\n", "<html>", "<HTML lang=en>",
    "<html\n  lang=\"de\">\n", "\n \t<html><body>One.</body></html>\n", "\u{FEFF}<!doctype html>\n",
    "<?xml version=\"1.0\"?>\r\n<!DOCTYPE html>\r\n", "<!-- one --><!-- two\n-->\n<html>\n", "<html/>", "<html",
  ]
  static let texts = [
    "One.\n", "<p>One.</p>\n", "The tag <html> begins a page.\n", "<htmlx>\n", "<!doctype htmlx>\n",
    "<!-- <html> -->\n",
    "<!-- <html>\n", "<?xml version=\"1.0\"?>\n<rss>\n", "<?xml <html>\n", "<!doctype book>\n", "< html>\n", "<htm",
    "-->\n<html>\n",
  ]

  @Test("HTML is known by how it begins", arguments: pages)
  func html(page: String) throws {
    #expect(try doubts(Array(page.utf8)).map(\.kind) == [.html])
  }

  @Test("A text that speaks of HTML, or is other markup, is none", arguments: texts)
  func noHTML(text: String) throws {
    #expect(try doubts(Array(text.utf8)) == [])
  }

  @Test(
    "A document that loses all of its text is doubted, and one that is empty; one that has nothing but blanks is not",
    arguments: [
      ("Advertisement\n", "emptied"), ("\nAdvertisement\n \n", "emptied"), ("", "empty"), ("\u{FEFF}", "empty"),
      (" \n\n", nil), ("A\n", nil),
    ])
  func emptied(text: String, kind: String?) throws {
    #expect(try doubts(Array(text.utf8)).map(\.kind.rawValue) == (kind.map { [$0] } ?? []))
  }

  @Test("HTML in UTF-16 is known, too")
  func wide() throws {
    let page = "<!doctype html>\n<p>One of two paragraphs.\n"
    let bytes: [UInt8] = [0xFF, 0xFE] + page.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try doubts(bytes).map(\.kind) == [.html])
  }

  static let mistaken: [(text: String, kind: Doubt.Kind?)] = [
    ("{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", .jsonLines), ("{\"a\": 1}\n\n{\"a\": 2}\nnot\n", .jsonLines),
    ("{\"a\": 1}", .jsonLines), ("{\"a\": 1}\nOne.\nTwo.\n", nil), ("{\n  \"a\": 1\n}\n", nil), ("{}\n{}\n", nil),
    ("{braces} in a text\n{more}\n", nil), ("[1]\n[2]\n", nil),
    (
      "{\"a\": \"" + String(repeating: "x", count: 40_000) + "\"}\n{\"a\": \"" + String(repeating: "x", count: 40_000)
        + "\"}\n", .jsonLines
    ),
    ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", .warc), ("WARC/1.1\nWARC-Type: conversion\n", .warc),
    ("WARC is a format.\n", nil), ("{\"winnow\": 1}\n", .jsonLines),
  ]

  @Test("JSON Lines and archives of the web are known by how they begin", arguments: mistaken)
  func isMistaken(text: String, kind: Doubt.Kind?) throws {
    #expect(try doubts(Array(text.utf8)).map(\.kind) == [kind].compactMap { $0 })
  }

  @Test("A record is known for one")
  func record() throws {
    let output = try #require(Pipeline(try Rulebook(rules: "")).output(Array("One.\n".utf8)))
    #expect(try doubts(output.record(textPath: "a.txt")).map(\.kind) == [.record])
  }

  static let sidecars: [(sidecar: String, doubted: String?)] = [
    (#"{"language": "German"}"#, #""German""#), (#"{"language": 7}"#, "(no string)"),
    (#"{"language": "\u001b[31m"}"#, #""\u{1B}[31m""#),
    (#"{"language": "de"}"#, nil), (#"{"language": "de-AT"}"#, nil), (#"{"language": "und"}"#, nil),
    (#"{"language": null}"#, nil), (#"{"language": ""}"#, nil), (#"{"source": "a.example.org"}"#, nil),
  ]

  @Test("A language that is no code is said to be ignored, but not that nobody knows it", arguments: sidecars)
  func language(_ row: (sidecar: String, doubted: String?)) throws {
    let doubts = try doubts(Array("One.\n".utf8), sidecar: row.sidecar)
    #expect(doubts.map(\.kind) == (row.doubted == nil ? [] : [.language]))
    if let doubted = row.doubted { #expect(doubts[0].message.contains("language \(doubted) is no")) }
  }

  static let sources: [(sidecar: String, host: String?, doubted: String?)] = [
    (#"{"source": "The Herald", "url": "https://www.herald.example/1"}"#, "www.herald.example", #""The Herald""#),
    (#"{"source": ["a.example"], "url": "https://www.herald.example/1"}"#, "www.herald.example", "(no string)"),
    (#"{"source": "*.herald.example"}"#, "folder", #""*.herald.example""#),
    (#"{"source": "http://", "url": "https://www.herald.example/1"}"#, "www.herald.example", #""http://""#),
    (#"{"source": "", "url": "https://www.herald.example/1"}"#, "www.herald.example", nil),
    (#"{"source": " ", "url": "https://www.herald.example/1"}"#, "www.herald.example", nil),
    (#"{"source": null, "url": "https://www.herald.example/1"}"#, "www.herald.example", nil),
    (#"{"source": "\tHerald.example \n", "url": "https://www.other.example/1"}"#, "herald.example", nil),
    (#"{"source": "http://herald.example:80/1", "url": "https://www.other.example/1"}"#, "herald.example", nil),
    (#"{"source": "herald.example"}"#, "herald.example", nil), (#"{"source": "herald"}"#, "herald", nil),
    (#"{"url": "//www.herald.example/1"}"#, "www.herald.example", nil),
    (#"{"url": " https://www.herald.example/1 "}"#, "www.herald.example", nil), (#"{"url": "/1"}"#, "folder", nil),
    (#"{"url": "no page"}"#, "folder", nil), (#"{"url": 1}"#, "folder", nil),
  ]

  @Test("A source that is no host is said to be none, and the url tells the site", arguments: sources)
  func source(_ row: (sidecar: String, host: String?, doubted: String?)) throws {
    let input = Input(path: "folder/a.txt", bytes: Array("One.\n".utf8), sidecar: Array(row.sidecar.utf8))
    #expect(input.host == row.host)
    let doubts = try doubts(Array("One.\n".utf8), sidecar: row.sidecar)
    #expect(doubts.map(\.kind) == (row.doubted == nil ? [] : [.source]))
    if let doubted = row.doubted { #expect(doubts[0].message.contains("source \(doubted) is no host")) }
  }

  @Test("What to do is said in words that are true of the service, too, which has no options of winnow clean")
  func helpOfBoth() throws {
    let record = try #require(Pipeline(try Rulebook(rules: "")).output(Array("One.\n".utf8))).record(textPath: "a.txt")
    let doubts =
      try doubts(Array("Zürich.\n".utf8), sidecar: #"{"encoding": "windows-1252"}"#) + doubts(record)
    #expect(doubts.map(\.kind) == [.encoding, .record])
    for doubt in doubts { #expect(doubt.help.contains("winnow clean --"), "\(doubt.help)") }
  }

  /// Bytes as by chance, without NUL.
  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 42
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(1 + (state >> 33) % 255)
    }
  }

  static let dataTexts: [(what: String, bytes: [UInt8])] = [
    ("bytes as by chance", noise(4_000)), ("the same behind some words", Array("A few words.\n".utf8) + noise(400)),
    ("control characters", (0..<40).flatMap { _ in Array("abc\u{1}\u{2}".utf8) }),
    ("C1 control characters", Array(String(repeating: "ab\u{80}\u{9F}", count: 20).utf8)),
  ]

  @Test("Data without NUL is said to be no text, and how much of it is none", arguments: dataTexts)
  func isData(_ row: (what: String, bytes: [UInt8])) throws {
    let doubts = try doubts(row.bytes)
    #expect(doubts.map(\.kind) == [.data], "\(row.what)")
    let percent = try #require(doubts.first?.message.split(separator: " ").first.flatMap { Int($0) })
    #expect((10...60).contains(percent), "\(row.what)")
  }

  static let notData: [(what: String, bytes: [UInt8])] = [
    (
      "a few invalid bytes",
      Array("One of many words here, and one byte more than there should be: \n".utf8) + [0xFF, 0xFE]
    ),
    ("fifteen", Array(repeating: 0xFF, count: 15)),
    ("colours of a terminal", (0..<200).flatMap { _ in Array("\u{1B}[1mred\u{1B}[0m\n".utf8) }),
    ("Latin-1", [0x45, 0x69, 0x6E, 0x20] + (0..<90).flatMap { _ in [0xFC, 0x62, 0x65, 0x72, 0x20] as [UInt8] }),
    ("backspaces of a manual page", (0..<90).flatMap { _ in Array("N\u{8}N".utf8) }),
    ("next line, of EBCDIC", Array(String(repeating: "a line\u{85}", count: 40).utf8)),
    ("a form feed, pages", Array(String(repeating: "\u{C}", count: 40).utf8)),
    ("padding", Array("One.".utf8) + Array(repeating: 0, count: 400)),
    ("emoji and flags", Array(String(repeating: "\u{1F1E9}\u{1F1EA} \u{FE0F}\u{200D}", count: 40).utf8)),
  ]

  @Test("A text with a few such bytes is none, nor are the control characters of texts", arguments: notData)
  func isNoData(_ row: (what: String, bytes: [UInt8])) throws {
    #expect(try doubts(row.bytes) == [], "\(row.what)")
  }
}
