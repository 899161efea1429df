import Files
import Foundation
import Spool
import TestSupport
import Testing

@Suite("What audit, status, restore and bench say to a person")
struct AdviceTests {
  @Test("audit explains each word that it uses once, and tells what to do")
  func audit() throws {
    let daemon = try DaemonHarness()
    for name in ["a.txt", "b.txt"] { try daemon.write("inbox/\(name)", "One.\n") }
    #expect(try daemon.run() == 0)
    for name in ["a.txt", "b.txt"] { try Data("Other.\n".utf8).write(to: daemon.url("outbox/\(name)")) }
    let result = try Program("winnow").run(["audit", "--spool", Path(daemon.spool.path)])
    #expect(result.status == 1)
    #expect(
      result.text == """
        outbox/a.json: text-differs
        outbox/b.json: text-differs
          text-differs: \(Finding.Kind.textDiffers.meaning)
            help: \(Finding.Kind.textDiffers.advice)
        2 pairs, 2 archived, 0 failed, 0 waiting, 0 in work; 2 findings

        """)
  }

  @Test("The table of the guide has each word of an audit with what it means and what to do")
  func table() throws {
    let guide = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/operations.md")
    let text = try String(contentsOf: guide, encoding: .utf8)
    for kind in Finding.Kind.allCases {
      #expect(text.contains("\n| `\(kind.rawValue)` | \(kind.meaning) | \(kind.advice) |\n"), "\(kind)")
    }
  }

  @Test("status says of a service that is not running that it is stopped")
  func stopped() throws {
    let daemon = try DaemonHarness()
    try daemon.write("inbox/a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let result = try Program("winnow").run(["status", "--spool", Path(daemon.spool.path)])
    #expect(result.text.contains("cleaned    1 since the service began; it is stopped\n"), "\(result.text)")
  }

  @Test("bench counts one of a thing as one")
  func one() throws {
    let folder = try TemporaryFolder()
    try folder.write("p.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Ad'\n")
    try folder.write("a.txt", "Ad\n")
    let result = try Program("winnow").run(["bench", "--rules", "p.toml", "a.txt"], in: folder.path)
    #expect(result.text.hasPrefix("1 rule, profile certain, 1 document, 3 bytes, 1 thread\n"), "\(result.text)")
    #expect(result.text.contains("(1 candidate)"))
  }
}
