/// An option of a command line.
public struct Option: Sendable {
  /// The long name without dashes.
  public let name: String
  /// The one-letter form, if it has one.
  public let letter: Character?
  /// What its value is called in help texts, as `DIR`; `nil` for a switch.
  public let value: String?
  /// One sentence for `--help`.
  public let help: String
  /// Whether it may be given more than once.
  public let repeats: Bool

  /// An option.
  public init(_ name: String, letter: Character? = nil, value: String? = nil, repeats: Bool = false, _ help: String) {
    self.name = name
    self.letter = letter
    self.value = value
    self.help = help
    self.repeats = repeats
  }

  /// Every command has it.
  public static let help = Option("help", letter: "h", "Show this help and exit.")

  /// As it is written in a help text: `--rules DIR`.
  var written: String { "--\(name)" + (value.map { " \($0)" } ?? "") }
}

/// What a command accepts, and its help text.
public struct Syntax: Sendable {
  /// The words that call it, as `winnow rules check`.
  public let command: String
  /// Its operands as the usage line shows them, as `[FILE|-]`.
  public let operands: String
  /// Another form of the usage line behind the command's words, as `--out DIR [OPTION]… FILE|DIR…`; empty where there is none.
  public let otherUsage: String
  /// How many operands it takes.
  public let operandCount: ClosedRange<Int>
  /// What it does, in a few lines.
  public let about: String
  /// Its options, `--help` among them.
  public let options: [Option]
  /// What follows the options in the help text: examples, exit status.
  public let notes: String

  /// A command's syntax; `--help` is added to the options.
  public init(
    command: String, operands: String = "", otherUsage: String = "", operandCount: ClosedRange<Int> = 0...0,
    about: String,
    options: [Option] = [], notes: String = ""
  ) {
    self.command = command
    self.operands = operands
    self.otherUsage = otherUsage
    self.operandCount = operandCount
    self.about = about
    self.options = options + [.help]
    self.notes = notes
  }

  /// The text for `--help`.
  public var helpText: String {
    let usage = "Usage: \(command)" + (options.count > 1 ? " [OPTION]…" : "") + (operands.isEmpty ? "" : " \(operands)")
    let other = otherUsage.isEmpty ? [] : ["   or: \(command) \(otherUsage)"]
    let forms = options.map { option in
      (option.letter.map { "-\($0), " } ?? "    ") + option.written
    }
    let width = min(28, (forms.map(\.count).max() ?? 0) + 2)
    let lines = zip(forms, options).map { form, option in
      let gap = form.count + 2 > width ? "\n  " + String(repeating: " ", count: width) : ""
      return "  " + form + gap + String(repeating: " ", count: gap.isEmpty ? width - form.count : 0) + option.help
    }
    return ([usage] + other + ["", about, "", "Options:"] + lines + (notes.isEmpty ? [] : ["", notes])).joined(
      separator: "\n")
  }
}
