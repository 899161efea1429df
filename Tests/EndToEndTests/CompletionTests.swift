import Files
import TestSupport
import Testing

@Suite("Completion in bash")
struct CompletionTests {
  /// A line as bash hands it over, the word to complete last, and what is offered.
  static let lines: [(words: [String], offered: [String])] = [
    (["winnow", "re"], ["reload", "restore", "retry"]),
    (["winnow", "config", ""], ["check", "show"]),
    (["winnow", "rules", "ch"], ["check"]),
    (["winnow", "--v"], ["--version"]),
    (["winnow", "clean", "--re"], ["--record"]),
    (["winnow", "clean", "--o"], ["--out"]),
    (["winnow", "clean", "--j"], ["--jobs"]),
    (["winnow", "clean", "--out", "a"], ["a folder"]),
    (["winnow", "rules", "check", "--s"], ["--shipped"]),
    (["winnow", "clean", "--profile", ""], ["certain", "safe", "balanced", "eager"]),
    (["winnow", "clean", "--profile", "=", "b"], ["balanced"]),
    (["winnow", "clean", "--invalid", "=", "r"], ["replace", "reject"]),
    (["winnow", "clean", "--rules", "a"], ["a folder"]),
    (["winnow", "clean", "a"], ["a file.txt", "a folder"]),
    (["winnow", "clean", "--record", "r.json", "a f"], ["a file.txt", "a folder"]),
    (["winnow", "nonsense", ""], []),
    (["winnowd", "--s"], ["--spool", "--settle", "--sync"]),
    (["winnowd", "--spool", "a"], ["a folder"]),
    (["winnowd", "--sync", ""], ["batch", "each", "off"]),
    (["winnowd", "--jobs", ""], []),
  ]

  @Test("offers what may come next", arguments: lines)
  func offers(words: [String], offered: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write("a file.txt", "A.\n")
    try folder.write("a folder/b.txt", "B.\n")
    let program = try Program(words[0])
    let script = """
      source "$1"; PATH=$2:$PATH; shift 2
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _winnow
      if ((${#COMPREPLY[@]})); then printf '%s\\n' "${COMPREPLY[@]}"; fi
      """
    let completion = Goldens.folder.parent.parent.appending("packaging/completions/winnow")
    let result = try Program(at: "/bin/bash").run(
      ["-c", Path(script), "bash", completion, program.path.parent] + words.map { Path($0) }, in: folder.path)
    #expect(result.complaint == "")
    #expect(result.text.split(separator: "\n").map(String.init).sorted() == offered.sorted())
  }
}
