/// Dates as articles write them, in a few languages.
enum DateText {
  /// The date in ISO 8601 (`2024-05-03`, with `T14:30` where a time follows); `nil` where it is not understood or could
  /// mean two days.
  static func iso8601(_ text: String) -> String? {
    let words = tokens(text)
    if let date = yearFirst(words) ?? named(words) ?? numeric(words, dotted: text.contains(".")) {
      guard 1...12 ~= date.month, 1...days(date.month, date.year) ~= date.day, 1800...2200 ~= date.year else {
        return nil
      }
      return "\(date.year)-\(padded(date.month))-\(padded(date.day))" + (time(text).map { "T" + $0 } ?? "")
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
    for index in words.indices.dropLast(2) where words[index].count == 4 {
      if let year = Int(words[index]), let month = Int(words[index + 1]), let day = Int(words[index + 2]),
        words[index + 1].count <= 2, words[index + 2].count <= 2
      {
        return (year, month, day)
      }
    }
    return nil
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
    let numbers = words.prefix(3).compactMap { Int($0) }
    guard numbers.count == 3, words[2].count == 4 else { return nil }
    let (first, second, year) = (numbers[0], numbers[1], numbers[2])
    if dotted || first > 12 || first == second { return (year, second, first) }
    return second > 12 ? (year, first, second) : nil
  }

  private static func dayNumber(_ word: String) -> Int? {
    Int(word).flatMap { 1...31 ~= $0 && word.count <= 2 ? $0 : nil }
  }

  private static func yearNumber(_ word: String) -> Int? { word.count == 4 ? Int(word) : nil }

  /// The first "14:30" or "2:30 pm".
  private static func time(_ text: String) -> String? {
    let characters = Array(text.lowercased())
    for colon in characters.indices where characters[colon] == ":" {
      let hour = String(characters[..<colon].suffix(2).filter(\.isNumber))
      let minute = String(characters[(colon + 1)...].prefix(2))
      guard var hours = Int(hour), let minutes = Int(minute), minute.count == 2, hours < 24, minutes < 60 else {
        continue
      }
      let rest = characters[(colon + 3)...].filter { $0.isLetter || $0 == "." }.filter { $0 != "." }.prefix(2)
      if String(rest) == "pm", hours < 12 { hours += 12 }
      if String(rest) == "am", hours == 12 { hours = 0 }
      return "\(padded(hours)):\(padded(minutes))"
    }
    return nil
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
