import Files
import Glibc
import TestSupport
import Testing

@Suite("Commands that look through many texts, where some are none")
struct UnreadableTextTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "ad.toml", "winnow = 1\npack = \"ad\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = 'Ad'\n")
    try folder.write("texts/a.txt", "One.\nAd\n")
    try folder.write("texts/cut.txt", [0xFF, 0xFE, 0x41])
    try folder.write("texts/data.txt", (0..<2_000).map { UInt8($0 % 3 == 0 ? 0 : $0 * 7 % 251) })
    try folder.write("texts/packed.txt", [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0])
  }

  static let commands: [(words: [Path], goodText: String)] = [
    (["rules", "verify"], "1 rule, 1 pattern, 1 text, 1 match: no difference\n"),
    (["bench"], "1 document, "),
    (["rules", "profile"], "1 rule, 1 document, 0 rules never matched\n"),
    (["rules", "measure"], #""text": "One.""#),
  ]

  /// What is said of each of the texts that are none, as ``CleanCommand`` says it.
  static let complaints = [
    "winnow: texts/cut.txt: it begins as utf-16le does and can't be read as that: it may have been cut short",
    "winnow: texts/data.txt: this is data, or text in an encoding that was not found out: of ",
    "winnow: texts/packed.txt: this is a gzip file, not text; unpack it first",
  ]

  @Test("name each, go on with the others, and end with status 1", arguments: commands)
  func goOn(words: [Path], goodText: String) throws {
    let names = ["a", "cut", "data", "packed"].map { Path("texts/\($0).txt") }
    let operands: [Path] = words.last == "measure" ? names : ["texts"]
    let result = try winnow.run(words + ["--rules", "ad.toml"] + operands, in: folder.path)
    #expect(result.status == 1)
    #expect(result.text.contains(goodText), "\(result.text)")
    let lines = result.complaint.split(separator: "\n").map(String.init)
    #expect(lines.count == 3, "\(result.complaint)")
    for (line, complaint) in zip(lines, Self.complaints) { #expect(line.hasPrefix(complaint)) }
  }

  @Test("say so where none is left", arguments: commands.prefix(3).map(\.words))
  func none(words: [Path]) throws {
    try folder.write("none/cut.txt", [0xFF, 0xFE, 0x41])
    let result = try winnow.run(words + ["--rules", "ad.toml", "none"], in: folder.path)
    #expect(result.status == 1 && result.output.isEmpty)
    let last = result.complaint.split(separator: "\n").last
    #expect(last?.hasSuffix("could be read as text") == true, "\(result.complaint)")
  }

  @Test("pass over a link to nothing and a file that is not there")
  func notThere() throws {
    try folder.write("links/a.txt", "One.\nAd\n")
    #expect(symlink("nowhere", folder.path.appending("links/b.txt").description) == 0)
    let profile = try winnow.run(["rules", "profile", "--rules", "ad.toml", "links"], in: folder.path)
    #expect(profile.status == 1 && profile.text.contains("1 document"))
    #expect(profile.complaint == "winnow: cannot open 'links/b.txt': No such file or directory\n")
    for words: [Path] in [["rules", "verify"], ["bench"], ["rules", "measure"]] {
      let result = try winnow.run(words + ["--rules", "ad.toml", "nowhere.txt", "links/a.txt"], in: folder.path)
      #expect(result.status == 1 && !result.output.isEmpty)
      #expect(result.complaint == "winnow: cannot open 'nowhere.txt': No such file or directory\n")
    }
  }

  static let treeCommands: [(words: [Path], goodText: String)] = [
    (["rules", "verify"], "5 texts, 5 matches: no difference\n"), (["bench"], "5 documents, "),
    (["rules", "suggest"], "Share this."), (["clean", "--out", "out"], ""),
  ]

  /// Each folder that is being looked through takes two descriptors, one after the other; where there are no more, root can't
  /// read one either, nor is there one more to tell of it with.
  @Test(
    "name a folder below that can't be read, go on with the others, and end with status 1", arguments: treeCommands,
    [29, 30])
  func closedFolder(command: (words: [Path], goodText: String), limit: Int) throws {
    let (words, goodText) = command
    try folder.write("tree/a.txt", "One.\nAd\n")
    try folder.write(Path("tree/\(String(repeating: "d/", count: 40))b.txt"), "Two.\nAd\n")
    for number in 1...4 {
      try folder.write(Path("tree/e\(number).txt"), "Share this.\nNumber \(number) of these.\nAd\n")
    }
    let limited: [Path] = ["-c", Path("ulimit -n \(limit); exec \"$@\""), "sh", winnow.path]
    let result = try Program(at: "/bin/sh").run(limited + words + ["--rules", "ad.toml", "tree"], in: folder.path)
    #expect(result.status == 1)
    #expect(goodText.isEmpty || result.text.contains(goodText), "\(result.text)\(result.complaint)")
    let complaint = result.complaint.split(separator: "\n").first ?? ""
    let starts = ["winnow: cannot list 'tree/d/d/d/", "winnow: cannot open the folder 'tree/d/d/d/"]
    #expect(starts.contains { complaint.hasPrefix($0) }, "\(result.complaint)")
    #expect(complaint.hasSuffix("d/d': Too many open files"), "\(result.complaint)")
    if words.first == "clean" { #expect(result.complaint.contains("5 cleaned, 0 rejected, 0 failed")) }
  }

  @Test("name an operand that can't be opened, go on with the others, and end with status 1", arguments: treeCommands)
  func closedOperand(words: [Path], goodText: String) throws {
    for number in 1...5 {
      try folder.write(Path("tree/\(number).txt"), "Share this.\nNumber \(number) of these.\nAd\n")
    }
    try folder.link("loop", to: "loop")
    let result = try winnow.run(words + ["--rules", "ad.toml", "loop", "tree"], in: folder.path)
    #expect(result.status == 1)
    #expect(goodText.isEmpty || result.text.contains(goodText), "\(result.text)\(result.complaint)")
    let complaint = "winnow: cannot open the folder 'loop': Too many levels of symbolic links\n"
    #expect(result.complaint.hasPrefix(complaint), "\(result.complaint)")
    if words.first == "clean" { #expect(result.complaint.contains("5 cleaned, 0 rejected, 0 failed")) }
    let alone = try winnow.run(words + ["--rules", "ad.toml", "loop", "loop/x"], in: folder.path)
    #expect(alone.status == 1 && alone.output.isEmpty)
    #expect(alone.complaint.hasPrefix(complaint) && alone.complaint.hasSuffix("symbolic links\n"), "\(alone.complaint)")
  }

  @Test("end where texts are to be suggested from that are not there")
  func nothingToSuggest() throws {
    for options: [Path] in [[], ["--by-source"]] {
      let words: [Path] = ["rules", "suggest", "--rules", "ad.toml"] + options + ["nowhere"]
      let result = try winnow.run(words, in: folder.path)
      #expect(result.status == 1 && result.output.isEmpty)
      #expect(result.complaint == "winnow: cannot open the folder 'nowhere': No such file or directory\n")
    }
  }

  @Test("read a text in what its sidecar says, as cleaning does")
  func sidecars() throws {
    // UTF-16 without a byte order mark.
    try folder.write("said/a.txt", Array("Ad\n".utf8).flatMap { [$0, 0] })
    try folder.write("said/a.txt.meta.json", #"{"encoding": "utf-16le"}"#)
    let verified = try winnow.run(["rules", "verify", "--rules", "ad.toml", "said"], in: folder.path)
    #expect(verified.status == 0 && verified.text.contains("1 match"), "\(verified.text)\(verified.complaint)")
  }

  @Test("fit on nothing where a labelled text can't be read, and name it")
  func fit() throws {
    try folder.write(
      "weigh.toml",
      """
      winnow = 1
      pack = "w"
      [profile.safe]
      threshold = 1
      [[rule]]
      id = "w"
      do = "weigh"
      weight = 1
      match = 'Ad'

      """)
    try folder.write("corpus/in/cut.txt", [0xFF, 0xFE, 0x41])
    try folder.write("corpus/labels.jsonl", #"{"id": "cut", "site": "x", "labels": "K"}"# + "\n")
    let result = try winnow.run(["rules", "fit", "--rules", "weigh.toml", "corpus"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.complaint.hasPrefix("winnow: corpus/in/cut.txt: it begins as utf-16le does"), "\(result.complaint)")
  }
}
