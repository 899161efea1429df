import Files
import TestSupport
import Testing

/// The names of pairs that it writes, and of files that it reads.
extension CleanManyTests {
  @Test("counts the pairs that it replaces")
  func replaced() throws {
    try folder.write("a/1.txt", "One.\nAd\n")
    #expect(try !clean("a").complaint.contains("replaced"))
    try folder.write("a/1.txt", "Two.\n")
    try folder.write("a/2.txt", "Two.\n")
    let result = try clean("./a/../a")
    #expect(result.status == 0 && result.complaint.hasSuffix("; 1 pair replaced that stood there before\n"))
    #expect(try folder.read("out/1.txt") == Array("Two.\n".utf8))
  }

  @Test(
    "writes over no pair of another document, whichever run cleaned that",
    arguments: [
      [["a/1.txt"], ["b/1.txt"]], [["b"], ["a"]], [["b/1.txt"], ["a", "b"]], [["a", "b"], ["b"], ["a"]],
    ])
  func ofAnother(runs: [[Path]]) throws {
    for name in ["a", "b"] { try folder.write(Path("\(name)/1.txt"), "This is \(name).\n") }
    for _ in 1...2 {
      for operands in runs {
        let result = try winnow.run(["clean", "--rules", "rules.toml", "--out", "out"] + operands, in: folder.path)
        #expect(result.status == 0, "\(result.complaint)")
      }
    }
    let texts = try Directory.open(folder.path.appending("out")).entries().map(\.name).filter { $0.hasSuffix(".txt") }
    #expect(texts.count == 2, "\(texts)")
    let contents = try texts.map { String(decoding: try folder.read(Path("out/\($0)")), as: UTF8.self) }.sorted()
    #expect(contents == ["This is a.\n", "This is b.\n"])
  }

  @Test("runs one after another into one folder, so that each finds the pairs of the others")
  func runsAtOnce() throws {
    for number in 1...12 { try folder.write(Path("\(number)/a.txt"), "This is \(number).\n") }
    let run = "\"$0\" clean --rules rules.toml --out out $n/a.txt"
    let result = try Program(at: "/bin/bash").run(
      ["-c", Path("for n in {1..12}; do \(run) & done; wait"), winnow.path], in: folder.path)
    let names = try Directory.open(folder.path.appending("out")).entries().map(\.name)
    let texts = try Set(names.filter { $0.hasSuffix(".txt") }.map { try folder.read(Path("out/\($0)")) })
    #expect(texts.count == 12 && names.count == 24, "\(names): \(result.complaint)")
  }

  @Test("says that it waits for another run, and goes on after its end, or where it was killed")
  func waitsForAnotherRun() throws {
    try folder.write("a/1.txt", "One.\n")
    try folder.write("out/.winnow.lock", "")
    #expect(try clean("a").complaint.hasPrefix("1 cleaned, "))
    let result = try Program(at: "/bin/bash").run(
      [
        "-c",
        """
        exec 9>out/.winnow.lock; flock 9
        "$0" clean --rules rules.toml --out out a 9>&- & sleep 0.5; rm out/1.json; exec 9>&-; wait
        """,
        winnow.path,
      ], in: folder.path)
    #expect(result.complaint.hasPrefix("winnow: waits for another run that writes to 'out'\n1 cleaned, "))
    #expect(try folder.read("out/1.txt") == Array("One.\n".utf8))
    #expect(try Directory.open(folder.path.appending("out")).entries().map(\.name) == ["1.json", "1.txt"])
  }

  @Test(
    "goes on where a killed run of another user has left its lock",
    .enabled(if: DaemonFaultTests.canChangeUser, "becoming another user takes root and setpriv"))
  func lockOfAnother() throws {
    try folder.write("a/1.txt", "One.\n")
    try folder.write("out/.winnow.lock", "")
    #expect(DaemonFaultTests.command("chown", "-R", "65534", folder.path.description) == 0)
    #expect(DaemonFaultTests.command("chown", "root", folder.path.appending("out/.winnow.lock").description) == 0)
    let clean: [Path] = ["clean", "--rules", "rules.toml", "--out", "out", "a"]
    let result = try Program(at: "/usr/bin/env").run(
      ["setpriv", "--reuid=65534", "--clear-groups", winnow.path] + clean, in: folder.path)
    #expect(result.status == 0 && result.complaint.hasPrefix("1 cleaned, "), "\(result.complaint)")
    #expect(try Directory.open(folder.path.appending("out")).entries().map(\.name) == ["1.json", "1.txt"])
  }

  @Test("keeps apart documents of one name that are named alike from different folders", arguments: [false, true])
  func namedAlike(isRefused: Bool) throws {
    for number in 1...3 { try folder.write(Path("s\(number)/a.txt"), "This is \(number).\n") }
    if isRefused { try folder.write("s3/a.txt", Array("%PDF-1.7\n".utf8) + [0, 1, 2, 0xFF]) }
    for _ in 1...2 {
      for number in 1...3 {
        let result = try winnow.run(
          ["clean", "--rules", "../rules.toml", "--out", "../out", "."], in: folder.path.appending(Path("s\(number)")))
        #expect(result.status == (isRefused && number == 3 ? 1 : 0), "\(result.complaint)")
        #expect(!result.complaint.contains("is removed"))
      }
    }
    let names = try Directory.open(folder.path.appending("out")).entries().map(\.name).filter { $0.hasSuffix(".txt") }
    let texts = try names.map { String(decoding: try folder.read(Path("out/\($0)")), as: UTF8.self) }.sorted()
    #expect(texts == (isRefused ? [1, 2] : [1, 2, 3]).map { "This is \($0).\n" })
  }

  @Test("takes no pair of another document away that is refused")
  func refusedOfTheSameName() throws {
    try folder.write("a/1.txt", "One.\n")
    try folder.write("b/1.txt", Array("%PDF-1.7\n".utf8) + [0, 1, 2, 0xFF])
    #expect(try clean("a").status == 0)
    let result = try clean("b")
    #expect(result.status == 1 && !result.complaint.contains("is removed"), "\(result.complaint)")
    #expect(try folder.read("out/1.txt") == Array("One.\n".utf8))
  }

  @Test("knows a pair that the service or --record wrote by the bytes of its document", arguments: [true, false])
  func ofTheService(isRefused: Bool) throws {
    try folder.write("a/1.txt", "One.\nAd\n")
    try folder.write("b/1.txt", isRefused ? Array("%PDF-1.7\n".utf8) + [0, 1, 2, 0xFF] : Array("Two.\n".utf8))
    _ = try folder.directory.makeDirectory("out", mode: 0o755)
    let record: [Path] = ["clean", "--rules", "rules.toml", "--record", "out/1.json", "a/1.txt"]
    try folder.write("out/1.txt", winnow.run(record, in: folder.path).output)
    let before = try folder.read("out/1.json")
    let result = try clean("b")
    #expect(result.status == (isRefused ? 1 : 0) && !result.complaint.contains("is removed"), "\(result.complaint)")
    #expect(!result.complaint.contains("replaced"), "\(result.complaint)")
    #expect(try folder.read("out/1.txt") == Array("One.\n".utf8) && folder.read("out/1.json") == before)
    #expect(try clean("a").complaint.hasSuffix("; 1 pair replaced that stood there before\n"))
  }

  @Test("leaves the pair of another document alone when that is gone")
  func ofOneThatIsGone() throws {
    try folder.write("a/1.txt", "One.\n")
    try folder.write("b/1.txt", "Two.\n")
    #expect(try clean("a").status == 0)
    try folder.directory.directory("a").remove("1.txt")
    #expect(try clean("b").status == 0)
    #expect(try folder.read("out/1.txt") == Array("One.\n".utf8))
  }

  @Test("knows its own pair from another working folder, and tells another document of the same path there from it")
  func workingFolders() throws {
    for name in ["a", "b"] { try folder.write(Path("\(name)/in/1.txt"), "This is \(name).\n") }
    let words: [Path] = ["clean", "--rules", "../rules.toml", "--out", "../out", "in"]
    for name in ["a", "b", "a", "b"] {
      let result = try winnow.run(words, in: folder.path.appending(Path(name)))
      #expect(result.status == 0, "\(result.complaint)")
    }
    let result = try clean("a/in")
    #expect(result.complaint.hasSuffix("; 1 pair replaced that stood there before\n"), "\(result.complaint)")
    let texts = try Directory.open(folder.path.appending("out")).entries().map(\.name).filter { $0.hasSuffix(".txt") }
    #expect(texts.count == 2, "\(texts)")
    #expect(try folder.read("out/1.txt") == Array("This is a.\n".utf8))
  }

  static let lists: [(what: String, bytes: String)] = [
    ("one a line", "in/a.txt\nin/b c.txt\n"), ("without a last line end", "in/a.txt\nin/b c.txt"),
    ("ended by NUL", "in/a.txt\0in/b c.txt\0"),
  ]

  @Test("cleans the files that a list names, from a file or standard input", arguments: lists)
  func filesFrom(what: String, bytes: String) throws {
    try folder.write("in/a.txt", "One.\nAd\n")
    try folder.write("in/b c.txt", "Two.\n")
    try folder.write("list", bytes)
    #expect(try clean("--files-from", "list").complaint.hasPrefix("2 cleaned, 0 rejected, 0 failed"), "\(what)")
    #expect(try folder.read("out/a.txt") == Array("One.\n".utf8))
    let piped = try winnow.run(
      ["clean", "--rules", "rules.toml", "--out", "piped", "--files-from", "-"], input: Array(bytes.utf8),
      in: folder.path)
    #expect(piped.complaint.hasPrefix("2 cleaned, 0 rejected, 0 failed"), "\(what): \(piped.complaint)")
  }

  @Test("says which file of a list is not there, and that a list is missing")
  func missing() throws {
    try folder.write("list", "in/none.txt\n")
    let result = try clean("--files-from", "list")
    #expect(result.status == 1 && result.complaint.contains("in/none.txt"), "\(result.complaint)")
    let none = try clean("--files-from", "nowhere")
    #expect(none.status == 1 && none.complaint.contains("nowhere"), "\(none.complaint)")
    let alone = try winnow.run(["clean", "--files-from", "list"], in: folder.path)
    #expect(alone.status == 2 && alone.complaint.contains("--files-from goes with --out"), "\(alone.complaint)")
  }

  @Test("does not write into the folder that it reads", arguments: ["out", "./out/", "in/../out"])
  func sameFolder(operand: String) throws {
    try folder.write("out/a.md", "One.\nAd\n")
    try folder.write("in/b.txt", "Two.\n")
    let result = try clean("in", Path(operand))
    #expect(result.status == 2)
    #expect(
      result.complaint == """
        winnow: '\(operand)' is to be cleaned and can't be where the pairs go
          help: name another folder with --out

        """)
    #expect(try Directory.open(folder.path.appending("out")).entries().map(\.name) == ["a.md"])
  }

  @Test("says how many symbolic links it has left out")
  func links() throws {
    try folder.write("a.txt", "One.\n")
    try folder.write("in/b.txt", "Two.\n")
    for name: Path in ["in/1", "in/2"] { try folder.link(name, to: "../a.txt") }
    let result = try clean("in")
    #expect(result.status == 0 && result.complaint.hasSuffix("; 2 symbolic links left out\n"), "\(result.complaint)")
  }
}
