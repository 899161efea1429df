/// Dates as articles write them, in a few languages.
enum DateText {
  /// The date in ISO 8601 (`2024-05-03`, with `T14:30` where a time follows, and with seconds and offset where these are
  /// written); `nil` where it is not understood or could mean two days.
  static func iso8601(_ text: String) -> String? {
    let words = tokens(text)
    // Where a month is named, the numbers behind a year may be a time.
    let hasName = words.contains { months[$0] != nil }
    let isoLike = hasName ? nil : yearFirst(words)
    if let date = isoLike ?? (hasName ? named(words) : numeric(words, dotted: isDotted(text))) {
      guard 1...12 ~= date.month, 1...days(date.month, date.year) ~= date.day, 1800...2200 ~= date.year else {
        return nil
      }
      return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
        + (time(text, isISO: isoLike != nil).map { "T" + $0 } ?? "")
    }
    return nil
  }

  private typealias Day = (year: Int, month: Int, day: Int)

  /// Runs of letters (lower case) and runs of digits.
  private static func tokens(_ text: String) -> [String] {
    var words: [String] = []
    var current = ""
    var currentIsNumber = false
    for character in text.lowercased() {
      let isNumber = character.isASCII && character.isNumber
      if !(character.isLetter || isNumber) || (!current.isEmpty && isNumber != currentIsNumber) {
        if !current.isEmpty { words.append(current) }
        current = ""
      }
      if character.isLetter || isNumber {
        current.append(character)
        currentIsNumber = isNumber
      }
    }
    return current.isEmpty ? words : words + [current]
  }

  private static func yearFirst(_ words: [String]) -> Day? {
    // What comes before may be a weekday, but no number: that would be the day, and what follows the year a time.
    guard let index = words.firstIndex(where: { Int($0) != nil }), words[index].count == 4, index + 2 < words.count,
      let year = Int(words[index]), let month = Int(words[index + 1]), let day = Int(words[index + 2]),
      words[index + 1].count <= 2, words[index + 2].count <= 2
    else { return nil }
    return (year, month, day)
  }

  /// "May 3, 2024", "3 May 2024", "3. Mai 2024", "3 de mayo de 2024".
  private static func named(_ words: [String]) -> Day? {
    guard let at = words.firstIndex(where: { months[$0] != nil }), let month = months[words[at]] else { return nil }
    let filler: Set<String> = ["de", "del", "th", "st", "nd", "rd", "er", "of"]
    let before = words[..<at].last { !filler.contains($0) }.flatMap(dayNumber)
    var after = words[(at + 1)...].filter { !filler.contains($0) }[...]
    if let day = before {
      guard let year = after.first.flatMap(yearNumber) else { return nil }
      return (year, month, day)
    }
    guard let day = after.popFirst().flatMap(dayNumber), let year = after.first.flatMap(yearNumber) else { return nil }
    return (year, month, day)
  }

  /// "03.05.2024" is the third of May; "5/3/2024" is nothing, because it could be either.
  private static func numeric(_ words: [String], dotted: Bool) -> Day? {
    let words = words.drop { Int($0) == nil }.prefix(3)
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == 3, words.last?.count == 4 else { return nil }
    let (first, second, year) = (numbers[0], numbers[1], numbers[2])
    if dotted || first > 12 || first == second { return (year, second, first) }
    return second > 12 ? (year, first, second) : nil
  }

  /// Whether dots, and nothing but dots and spaces, stand between the first three numbers: one behind the date ends a sentence or
  /// shortens a word.
  private static func isDotted(_ text: String) -> Bool {
    let isDigit = { (character: Character) in character.isASCII && character.isNumber }
    var rest = text.drop { !isDigit($0) }
    for _ in 0..<2 {
      let gap = rest.drop(while: isDigit).prefix { !isDigit($0) }
      guard gap.filter({ !$0.isWhitespace }) == "." else { return false }
      rest = text[gap.endIndex...]
    }
    return true
  }

  private static func dayNumber(_ word: String) -> Int? {
    Int(word).flatMap { 1...31 ~= $0 && word.count <= 2 ? $0 : nil }
  }

  private static func yearNumber(_ word: String) -> Int? { word.count == 4 ? Int(word) : nil }

  /// The first "14:30" or "2:30 pm", with seconds and offset where they are written.
  ///
  /// - Parameter isISO: Whether the date is written as in ISO 8601. Elsewhere "10:30-12:00" is a while, not an offset.
  private static func time(_ text: String, isISO: Bool) -> String? {
    let characters = Array(text.lowercased())
    for colon in characters.indices where characters[colon] == ":" {
      let hour = String(characters[..<colon].suffix(2).filter(\.isNumber))
      guard var hours = Int(hour), hours < 24, let minute = sixtieth(characters, at: colon + 1) else { continue }
      var rest = characters[(colon + 3)...]
      var time = ":" + minute
      if rest.first == ":", let second = sixtieth(characters, at: rest.startIndex + 1) {
        time += ":" + second
        rest = rest.dropFirst(3)
        if rest.first == "." { rest = rest.dropFirst().drop(while: \.isNumber) }
      }
      let half = rest.drop { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }.prefix { $0.isLetter || $0 == "." }
        .filter { $0 != "." }
      if half == ["p", "m"], hours < 12 { hours += 12 }
      if half == ["a", "m"], hours == 12 { hours = 0 }
      return padded(hours) + time + (rest.first == "-" && !isISO ? "" : offset(rest) ?? "")
    }
    return nil
  }

  /// Two digits, from 00 to 59.
  private static func sixtieth(_ characters: [Character], at place: Int) -> String? {
    guard place + 2 <= characters.count else { return nil }
    let digits = String(characters[place..<place + 2])
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number < 60 else { return nil }
    return digits
  }

  /// "Z", "+02:00" or "-0330" right behind a time: a number of quarters of an hour, from -12:00 to +14:00, as clocks
  /// somewhere have it.
  private static func offset(_ rest: ArraySlice<Character>) -> String? {
    if rest.first == "z", !(rest.dropFirst().first?.isLetter ?? false) { return "Z" }
    guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
    let digits = rest.dropFirst().prefix(5).filter { $0 != ":" }.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      let hours = Int(String(digits.prefix(2))), let minutes = Int(String(digits.suffix(2))), minutes < 60,
      minutes % 15 == 0, hours * 60 + minutes <= (sign == "-" ? 12 : 14) * 60
    else { return nil }
    return String(sign) + String(digits.prefix(2)) + ":" + String(digits.suffix(2))
  }

  private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// English, German, French and Spanish month names and the usual short forms.
  private static let months: [String: Int] = {
    let names = [
      ["january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene"],
      ["february", "feb", "februar", "février", "févr", "fév", "febrero"],
      ["march", "mar", "märz", "mär", "mars", "marzo"],
      ["april", "apr", "avril", "avr", "abril", "abr"],
      ["may", "mai", "mayo"],
      ["june", "jun", "juni", "juin", "junio"],
      ["july", "jul", "juli", "juillet", "juil", "julio"],
      ["august", "aug", "août", "agosto", "ago"],
      ["september", "sept", "sep", "septembre", "septiembre"],
      ["october", "oct", "oktober", "okt", "octobre", "octubre"],
      ["november", "nov", "novembre", "noviembre"],
      ["december", "dec", "dezember", "dez", "décembre", "déc", "diciembre", "dic"],
    ]
    var months: [String: Int] = [:]
    for (index, group) in names.enumerated() { for name in group { months[name] = index + 1 } }
    return months
  }()
}
