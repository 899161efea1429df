import Files
import TestSupport
import Testing

@Suite("winnow why")
struct WhyTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write("rules.toml", Self.rules)
    try folder.write("a.txt", Self.text)
  }

  static let rules = """
    winnow = 1
    pack = "p"
    [profile.safe]
    threshold = 1
    when = { document-lines = "3.." }
    [[rule]]
    id = "label"
    do = "drop-line"
    match = 'Advertisement'
    reason = "A label"
    [[rule]]
    id = "late"
    do = "drop-line"
    match = 'Share\\w*'
    when = { within = "tail" }
    [[rule]]
    id = "kept"
    do = "keep"
    match = 'Advertisement\\nends'
    reason = "A sentence"
    [[rule]]
    id = "colour"
    do = "replace"
    match = 'colour'
    with = "color"
    [[rule]]
    id = "tweet"
    do = "weigh"
    match = 'Tweet.*'
    weight = 2
    reason = "A call"
    [[rule]]
    id = "short"
    do = "weigh"
    match = 'Tweet it'
    weight = -1.5

    """
  static let prose = "It rained all day, and the river came over the road to the mill.\n"
  static let text =
    prose + "\nAdvertisement\n\nAdvertisement\nends\n\nOne colour\nTweet this\nTweet it\nShare\u{1B}\nShare\n" + prose

  private func why(_ arguments: [Path]) throws -> Program.Result {
    try winnow.run(["why", "--rules", "rules.toml"] + arguments, in: folder.path)
  }

  @Test("shows of each line what becomes of it and how much speaks against it")
  func table() throws {
    let result = try why(["a.txt"])
    #expect(result.status == 0 && result.complaint.isEmpty)
    #expect(
      result.text == """
        a.txt: 2 of 10 lines go (profile safe, +1.0 is enough)
         1      +0.0  It rained all day, and the river came over the road to the …
         3 -    +0.0  Advertisement
         5 =    +0.0  Advertisement
         6 =    +0.0  ends
         8 ~    +0.0  One colour
         9 -    +2.0  Tweet this
        10      +0.5  Tweet it
        11      +0.0  Share·
        12      +0.0  Share
        13      +0.0  It rained all day, and the river came over the road to the …

        """)
  }

  @Test(
    "tells all of a line",
    arguments: [
      ("3", "line 3 goes: Advertisement\n  p/label: A label\n    at rules.toml:6\n"),
      ("5", "line 5 is kept: Advertisement\n  p/kept: A sentence\n    at rules.toml:16\n    holds back: p/label\n"),
      ("8", "line 8 is written anew: One colour\n  p/colour\n    at rules.toml:21\n"),
      (
        "9", "line 9 goes: Tweet this\n  evidence +2.0, +1.0 is enough:\n    +2.0 p/tweet  A call\n"
      ),
      (
        "10",
        "line 10 stays: Tweet it\n  evidence +0.5, +1.0 is enough:\n    +2.0 p/tweet  A call\n    -1.5 p/short\n"
      ),
      (
        "12", "line 12 stays: Share\n  p/late matches, but may not take it:\n    \"within\" is body there\n"
      ),
    ])
  func line(number: Path, told: String) throws {
    let result = try why(["--line", number, "a.txt"])
    #expect(result.status == 0 && result.complaint.isEmpty)
    #expect(result.text == told)
  }

  @Test("tells several lines apart")
  func lines() throws {
    let result = try why(["--line", "3", "--line", "8", "a.txt"])
    #expect(
      result.text
        == "line 3 goes: Advertisement\n  p/label: A label\n    at rules.toml:6\n\n"
        + "line 8 is written anew: One colour\n  p/colour\n    at rules.toml:21\n")
  }

  @Test("says where evidence has no say, and why")
  func silence() throws {
    try folder.write("b.txt", "Tweet this\nTweet all\n")
    let result = try why(["b.txt"])
    #expect(
      result.text == """
        b.txt: 0 of 2 lines go (profile safe)
        evidence has no say in this text: document-lines is 2, and the profile asks for at least 3
        1    (+2.0)  Tweet this
        2    (+2.0)  Tweet all

        """)
    let line = try why(["--line", "1", "b.txt"])
    #expect(line.text.contains("evidence +2.0, which does not count: evidence has no say in this text: document-lines"))
    let certain = try why(["--profile", "certain", "--line", "1", "b.txt"])
    #expect(certain.text == "line 1 stays: Tweet this\n")
  }

  @Test(
    "tells what keeps a rule from having its say",
    arguments: [
      ("p/late", "p/late: the pattern matches line 12, but \"within\" is body there\n"),
      ("late", "p/late: the pattern matches line 12, but \"within\" is body there\n"),
      ("p/kept", "p/kept: nothing keeps it from having its say\n"),
      ("p/short", "p/short: the evidence against line 10 is +0.5, and +1.0 is enough (profile safe)\n"),
    ])
  func rule(id: Path, told: String) throws {
    let result = try why(["--rule", id, "a.txt"])
    #expect(result.status == 0 && result.complaint.isEmpty)
    #expect(result.text == told)
  }

  @Test(
    "tells of a rule that ran into a limit, and of a replacement where another rule has the place",
    arguments: [
      ("slow", "p/slow: the pattern ran into a limit in line 2 (match-limit)\n"),
      ("hold", "p/hold: the pattern ran into a limit in line 2 (match-limit): all from there on is kept\n"),
      (
        "late",
        "p/late: what it would replace in line 1 is replaced by \"p/early\", which begins sooner or is named first\n"
      ),
      ("gone", "p/gone: what it would replace in line 1 is removed, by \"p/drop\", and a removal comes first\n"),
      ("early", "p/early: nothing keeps it from having its say\n"),
    ])
  func unheard(id: Path, told: String) throws {
    let slow = "match = '^(?:(a+)+b|a+c END)$'\n"
    let rules = [
      ("slow", "do = \"drop-span\"\n" + slow), ("hold", "do = \"keep\"\n" + slow),
      ("early", "do = \"replace\"\nwith = \"-\"\nmatch = 'early bird'\n"),
      ("late", "do = \"replace\"\nwith = \"-\"\nmatch = 'bird catches'\n"),
      ("drop", "do = \"drop-span\"\nmatch = ' the worm'\n"),
      ("gone", "do = \"replace\"\nwith = \"-\"\nmatch = 'worm'\n"),
    ]
    try folder.write(
      "d.toml", "winnow = 1\npack = \"p\"\n" + rules.map { "[[rule]]\nid = \"\($0.0)\"\n\($0.1)" }.joined())
    try folder.write("d.txt", "The early bird catches the worm.\n" + String(repeating: "a", count: 40) + "c END\n")
    let result = try winnow.run(["why", "--rules", "d.toml", "--rule", id, "d.txt"], in: folder.path)
    #expect(result.status == 0 && result.text == told, "\(result.text)\(result.complaint)")
  }

  @Test("shows links that are written out as they stand, each once")
  func links() throws {
    try folder.write(
      "c.txt",
      "[](/home)\n[Tweet this](/t)\n[Tweet all\n\n](/a)\nIt rained on the ferry and on the mill.\nAdvertisement\n")
    let result = try why(["c.txt"])
    #expect(
      result.text == """
        c.txt: 3 of 5 lines go (profile safe, +1.0 is enough)
        1      +0.0  [](/home)
        2 -    +2.0  [Tweet this](/t)
        3 -    +2.0  [Tweet all
        6      +0.0  It rained on the ferry and on the mill.
        7 -    +0.0  Advertisement

        """)
    #expect(try why(["--line", "5", "c.txt"]).text.hasPrefix("line 5 goes: [Tweet all\n"))
  }

  @Test("reads standard input and what a sidecar says")
  func input() throws {
    let result = try winnow.run(
      ["why", "--rules", "rules.toml"], input: Array("Advertisement\n".utf8), in: folder.path)
    #expect(result.status == 0 && result.text.hasPrefix("-: 1 of 1 line goes (profile safe)\n"))
  }

  @Test(
    "says what is wrong with a call",
    arguments: [
      (["--line", "2", "a.txt"], 1, "winnow: a.txt: line 2 is blank, or there is none"),
      (["--line", "99", "a.txt"], 1, "winnow: a.txt: line 99 is blank, or there is none"),
      (["--line", "0", "a.txt"], 2, "--line wants the number of a line, from 1, not '0'"),
      (["--rule", "none", "a.txt"], 2, "there is no rule 'none'; 'winnow rules list' shows those that there are"),
      (["absent.txt"], 1, "absent.txt"),
    ] as [([Path], Int, String)])
  func faults(arguments: [Path], status: Int, complaint: String) throws {
    let result = try why(arguments)
    #expect(result.status == status)
    #expect(result.complaint.contains(complaint), "\(result.complaint)")
  }

  @Test("names the lines for which evidence is heard, those of weak rules left out")
  func openers() throws {
    let weak = "[[rule]]\nid = \"page\"\ndo = \"drop-line\"\nweak = true\nmatch = 'Page \\d'\n"
    let rules = Self.rules.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line == "when = { document-lines = \"3..\" }" ? "when = { document-removals = \"1..\" }" : String(line)
    }
    try folder.write("heard.toml", rules.joined(separator: "\n") + weak)
    let heard = { (text: String) in
      try folder.write("b.txt", Self.prose + text + Self.prose)
      let result = try winnow.run(["why", "--rules", "heard.toml", "b.txt"], in: folder.path)
      return result.text.split(separator: "\n")[1]
    }
    #expect(try heard("Page 2\nAdvertisement\nTweet this\n") == "evidence is heard as rules take line 3 (p/label)")
    #expect(
      try heard(String(repeating: "Advertisement\n", count: 5))
        == "evidence is heard as rules take line 2 (p/label), line 3 (p/label), line 4 (p/label), 2 more")
    #expect(
      try heard("Page 2\n")
        == "evidence has no say in this text: document-removals is 0, and the profile asks for at least 1")
  }

  @Test("says first that a rule rejects the document, of all lines and of one", arguments: [[], ["--line", "1"]])
  func rejected(more: [Path]) throws {
    try folder.write(
      "robot.toml",
      "winnow = 1\npack = \"r\"\n[[rule]]\nid = \"robot\"\ndo = \"reject\"\nmatch = 'Robot'\nreason = \"A riddle\"\n")
    try folder.write("b.txt", "Are you a\nRobot\n")
    let result = try winnow.run(["why", "--rules", "robot.toml", "b.txt"] + more, in: folder.path)
    #expect(result.text.contains("r/robot rejects the document, so no text comes of it: A riddle\n"), "\(result.text)")
  }
}
