import Arguments
import Files
import Testing

@Suite("A command line")
struct InvocationTests {
  static let syntax = Syntax(
    command: "tool work", operands: "FILE…", operandCount: 0...2, about: "Works.",
    options: [
      Option("rules", value: "DIR", repeats: true, "Rules."), Option("record", value: "FILE", "Record."),
      Option("jobs", letter: "j", value: "N", "Jobs."), Option("quiet", letter: "q", "Quiet."),
    ])

  func parse(_ words: [String]) throws -> Invocation {
    try Invocation(words.map { Path($0) }, for: Self.syntax)
  }

  @Test("is taken apart beside others: getopt keeps its place in global variables")
  func threads() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for _ in 0..<2000 {
            let words = ["-q", "--jobs", "\(number)", "x", "--rules", "a\(number)"]
            let invocation = try parse(words)
            guard invocation.path("jobs") == Path("\(number)"), invocation.all("rules") == [Path("a\(number)")] else {
              Issue.record("another's options were read: \(number)")
              return
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(
    "takes options and operands in any order",
    arguments: [
      ["--rules", "a", "x", "-q", "y"], ["x", "--rules=a", "y", "--quiet"], ["-q", "--rules", "a", "--", "x", "y"],
      ["--rul", "a", "x", "y", "--qui"],
    ])
  func order(words: [String]) throws {
    let invocation = try parse(words)
    #expect(invocation.operands == ["x", "y"])
    #expect(invocation.all("rules") == ["a"])
    #expect(invocation.has("quiet"))
    #expect(!invocation.has("record"))
  }

  @Test("takes what follows -- as operands")
  func doubleDash() throws {
    #expect(try parse(["--", "--rules", "-q"]).operands == ["--rules", "-q"])
  }

  @Test("takes a single hyphen as an operand")
  func hyphen() throws {
    #expect(try parse(["-"]).operands == ["-"])
  }

  @Test("keeps all values of a repeated option, in order")
  func repeats() throws {
    #expect(try parse(["--rules", "a", "--rules=b", "--rules", "-c"]).all("rules") == ["a", "b", "-c"])
  }

  @Test("keeps bytes that are not UTF-8")
  func bytes() throws {
    let name = Path(bytes: [0x66, 0xFF])
    let invocation = try Invocation([name, "--record", name], for: Self.syntax)
    #expect(invocation.operands == [name])
    #expect(invocation.path("record") == name)
    let error = #expect(throws: UsageError.self) { _ = try invocation.text("record") }
    #expect(error?.message == "--record is not UTF-8")
  }

  @Test("starts anew each time")
  func again() throws {
    #expect(throws: UsageError.self) { _ = try parse(["-qz"]) }
    #expect(try parse(["-q", "x"]).operands == ["x"])
    #expect(try !parse(["x"]).has("quiet"))
  }

  @Test(
    "says which word is wrong",
    arguments: [
      (["--rulez"], "there is no option --rulez; did you mean --rules?"), (["--zzz"], "there is no option --zzz"),
      (["--rulez=3"], "there is no option --rulez; did you mean --rules?"),
      (["--re", "x", "--r", "y"], "--r may mean --rules or --record"), (["--rules"], "--rules wants a value"),
      (["x", "--record"], "--record wants a value"), (["--rec"], "--record wants a value"),
      (["-j"], "-j wants a value"),
      (["-qj"], "-j wants a value"), (["-z"], "there is no option -z"), (["-qz"], "there is no option -z"),
      (["-zq"], "there is no option -z"), (["x", "-zq"], "there is no option -z"), (["-ä"], "there is no option -ä"),
      (["-qä"], "there is no option -qä"),
      (["--quiet=1"], "--quiet takes no value"), (["--qui=1"], "--quiet takes no value"),
      (["--record", "a", "--record", "b"], "--record is given twice"), (["a", "b", "c"], "'c' is one word too many"),
      (["--record="], "--record wants a value"), (["--jobs", ""], "--jobs wants a value"),
      (["-?"], "there is no option -?"), (["-:"], "there is no option -:"),
      (["--no\nline"], #"there is no option --no\x0aline"#),
    ])
  func errors(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) { _ = try parse(words) }
    #expect(error?.message == message)
    #expect(error?.description == "tool work: \(message)\nTry 'tool work --help'.")
  }

  @Test(
    "wants the operands that it must have",
    arguments: [("RECORD [TEXT]", 1...2, [], "RECORD is missing"), ("A B", 2...2, ["x"], "B is missing")])
  func missingOperand(operands: String, count: ClosedRange<Int>, words: [String], message: String) {
    let syntax = Syntax(command: "t", operands: operands, operandCount: count, about: "")
    let error = #expect(throws: UsageError.self) { _ = try Invocation(words.map { Path($0) }, for: syntax) }
    #expect(error?.message == message)
  }

  static let lone: [(words: [String], message: String)] = [
    (["here"], "'here' is one word too many; did you mean --spool here?"),
    (["--spool", "there", "here"], "'here' is one word too many"),
    (["--watch", "here"], "'here' is one word too many; did you mean --spool here?"),
  ]

  @Test("takes a word of a command that has none for the value of its first option", arguments: lone)
  func loneWord(words: [String], message: String) {
    let options = [Option("spool", value: "DIR", "The spool."), Option("watch", "Refresh.")]
    let syntax = Syntax(command: "t", about: "", options: options)
    let error = #expect(throws: UsageError.self) { _ = try Invocation(words.map { Path($0) }, for: syntax) }
    #expect(error?.message == message)
  }

  @Test("lets --help pass whatever the operands are")
  func help() throws {
    #expect(try parse(["--help", "a", "b", "c"]).has("help"))
    #expect(try parse(["-h"]).has("help"))
  }

  @Test("takes whole numbers within bounds", arguments: [("1", 1), ("64", 64)])
  func numbers(text: String, number: Int) throws {
    #expect(try parse(["--jobs", text]).integer("jobs", in: 1...64) == number)
  }

  @Test("refuses other numbers", arguments: ["0", "65", "x", "1.5", " 1", "99999999999999999999", "-3"])
  func wrongNumbers(text: String) {
    let error = #expect(throws: UsageError.self) { _ = try parse(["--jobs", text]).integer("jobs", in: 1...64) }
    #expect(error?.message == "--jobs wants a number from 1 to 64, not '\(text)'")
  }

  @Test("shows every option in its help, in one column")
  func helpText() {
    #expect(
      Self.syntax.helpText == """
        Usage: tool work [OPTION]… FILE…

        Works.

        Options:
              --rules DIR    Rules.
              --record FILE  Record.
          -j, --jobs N       Jobs.
          -q, --quiet        Quiet.
          -h, --help         Show this help and exit.
        """)
  }
}
