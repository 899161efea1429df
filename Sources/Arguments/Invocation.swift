internal import CGetopt
internal import Diagnostics
public import Files
internal import Glibc

/// A command line that a command can't take.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// The command whose help tells more.
  public let command: String

  /// An error in the use of a command.
  public init(_ message: String, command: String) {
    self.message = message
    self.command = command
  }

  /// Two lines for a human.
  public var description: String {
    "\(command): \(message)\nTry '\(command) --help'."
  }
}

/// A command line, taken apart by getopt_long(3).
public struct Invocation: Sendable {
  /// What the command accepts.
  public let syntax: Syntax
  /// What is neither an option nor its value.
  public private(set) var operands: [Path] = []
  private var given: [String: [Path]] = [:]

  /// Takes a command line apart. Options and operands may be mixed; `--` ends the options.
  ///
  /// - Parameter arguments: What follows the command's words.
  /// - Throws: ``UsageError``.
  public init(_ arguments: [Path], for syntax: Syntax) throws(UsageError) {
    self.syntax = syntax
    let strings = unsafe ([Path(syntax.command)] + arguments).map { unsafe $0.copyCString() }
    defer { unsafe strings.forEach { unsafe $0.deallocate() } }
    var argv: [UnsafeMutablePointer<CChar>?] = unsafe strings + [nil]
    let count = unsafe Int32(strings.count)
    let names = unsafe syntax.options.map { unsafe Path($0.name).copyCString() }
    defer { unsafe names.forEach { unsafe $0.deallocate() } }
    var long = unsafe zip(names, syntax.options).enumerated().map { index, pair in
      unsafe option(name: pair.0, has_arg: pair.1.value == nil ? 0 : 1, flag: nil, val: Int32(1000 + index))
    }
    unsafe long.append(option())
    // A leading colon tells a missing value from an unknown option.
    let short = ":" + syntax.options.compactMap { o in o.letter.map { "\($0)" + (o.value == nil ? "" : ":") } }.joined()
    do {
      winnow_getopt_begin()
      defer { winnow_getopt_end() }
      while true {
        var at: Int32 = 0
        var value: UnsafeMutablePointer<CChar>?
        let code = unsafe winnow_getopt_next(count, &argv, short, long, &at, &value)
        if code == -1 { break }
        var word = unsafe Path(cString: argv[Int(at)]).description
        if let letter = UInt8(exactly: winnow_getopt_letter()), letter > 0 {
          word = Path(bytes: [UInt8(ascii: "-"), letter]).description
        }
        if code == 58 { throw UsageError("\(syntax.fullName(word)) wants a value", command: syntax.command) }
        guard let option = syntax.option(code) else { throw syntax.unknown(word) }
        if !option.repeats, option.value != nil, given[option.name] != nil {
          throw UsageError("--\(option.name) is given twice", command: syntax.command)
        }
        let path = unsafe Path(cString: value)
        if option.value != nil, path.isEmpty {
          throw UsageError("--\(option.name) wants a value", command: syntax.command)
        }
        given[option.name, default: []].append(path)
      }
      operands = unsafe argv[Int(winnow_getopt_operands())..<Int(count)].map { unsafe Path(cString: $0) }
    }
    if has("help") { return }
    if operands.count > syntax.operandCount.upperBound {
      let word = operands[syntax.operandCount.upperBound]
      // Of a command that takes no words of its own, the first option says what it works on.
      let meant = syntax.operandCount.upperBound == 0 ? syntax.options.first { $0.name != "help" } : nil
      let guess = meant.flatMap { $0.value != nil && !has($0.name) ? "; did you mean --\($0.name) \(word)?" : nil }
      throw UsageError("'\(word)' is one word too many" + (guess ?? ""), command: syntax.command)
    }
    if operands.count < syntax.operandCount.lowerBound {
      throw UsageError("\(syntax.operand(operands.count)) is missing", command: syntax.command)
    }
  }

  /// Whether an option was given.
  public func has(_ name: String) -> Bool { given[name] != nil }

  /// All values of an option, in order.
  public func all(_ name: String) -> [Path] { given[name] ?? [] }

  /// An option's value as a path.
  public func path(_ name: String) -> Path? { given[name]?.last }

  /// An option's value as text.
  ///
  /// - Throws: ``UsageError`` where it isn't UTF-8.
  public func text(_ name: String) throws(UsageError) -> String? {
    guard let path = path(name) else { return nil }
    guard let text = path.utf8 else { throw error("--\(name) is not UTF-8") }
    return text
  }

  /// An option's value as a whole number within bounds.
  public func integer(_ name: String, in bounds: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = try text(name) else { return nil }
    guard let number = Int(text), bounds.contains(number) else {
      throw error("--\(name) wants a number from \(bounds.lowerBound) to \(bounds.upperBound), not '\(text)'")
    }
    return number
  }

  /// An error in the use of this command.
  public func error(_ message: String) -> UsageError { UsageError(message, command: syntax.command) }
}

extension Syntax {
  fileprivate func option(_ code: Int32) -> Option? {
    if code >= 1000 { return options[Int(code) - 1000] }
    return options.first { $0.letter?.asciiValue.map(Int32.init) == code && code != 63 }
  }

  /// What an operand is called in the usage line.
  fileprivate func operand(_ index: Int) -> String {
    let names = operands.split(separator: " ")
    return index < names.count ? names[index].filter { !"[]…".contains($0) } : operands
  }

  /// A long option as it is spelt out, where its beginning was given.
  fileprivate func fullName(_ word: String) -> String {
    let matching = options.filter { word.hasPrefix("--") && "--\($0.name)".hasPrefix(word) }
    return matching.count == 1 ? "--\(matching[0].name)" : word
  }

  fileprivate func unknown(_ word: String) -> UsageError {
    let name = word.prefix { $0 != "=" }
    let matching = options.filter { name.hasPrefix("--") && "--\($0.name)".hasPrefix(name) }
    if matching.count > 1 {
      let forms = matching.map { "--\($0.name)" }.joined(separator: " or ")
      return UsageError("\(name) may mean \(forms)", command: command)
    }
    if let only = matching.first, only.value == nil, word.contains("=") {
      return UsageError("--\(only.name) takes no value", command: command)
    }
    let guess = name.hasPrefix("--") ? nearest(to: String(name.dropFirst(2)), among: options.map(\.name)) : nil
    return UsageError(
      "there is no option \(name)" + (guess.map { "; did you mean --\($0)?" } ?? ""), command: command)
  }
}

extension Path {
  fileprivate func copyCString() -> UnsafeMutablePointer<CChar> {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
    unsafe copy[bytes.count] = 0
    return unsafe copy
  }

  fileprivate init(cString: UnsafeMutablePointer<CChar>?) {
    guard let cString = unsafe cString else {
      self = .empty
      return
    }
    unsafe self.init(bytes: Array(UnsafeRawBufferPointer(start: cString, count: strlen(cString))))
  }
}

/// The words that the process was called with, after the program's name, as bytes.
public func processArguments() -> [Path] {
  (1..<max(1, Int(CommandLine.argc))).map { unsafe Path(cString: CommandLine.unsafeArgv[$0]) }
}
