internal import Spool

extension Status {
  /// One line for `systemctl status`.
  var words: String {
    var parts: [String] = []
    if state == .paused { parts.append("Waiting for a fault to go: \(pausedBecause ?? "unknown")") }
    if let first = foldersWaiting.first { parts.append("What goes to \(first)") }
    parts.append("\(grouped(waiting + inWork)) waiting")
    parts.append("\(grouped(cleaned)) cleaned")
    if rejected > 0 { parts.append("\(grouped(rejected)) rejected") }
    if failed > 0 { parts.append("\(grouped(failed)) failed") }
    parts.append("rules \(rulebook.prefix(12)) (\(grouped(rules)) \(rules == 1 ? "rule" : "rules"))")
    if let reloadRefused { parts.append("the last reload was refused: \(reloadRefused)") }
    return parts.joined(separator: " · ")
  }
}

/// A number with commas between its thousands.
private func grouped(_ number: Int) -> String {
  let digits = String(number)
  var out = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place) % 3 == 0 { out.append(",") }
    out.append(digit)
  }
  return out
}
