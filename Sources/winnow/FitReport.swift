internal import Diagnostics
internal import Fitting
internal import Rulebook

/// What `rules fit` prints.
struct FitReport {
  let text: String

  init(_ examples: Examples, _ fit: Fit) {
    let (all, training) = examples.documentCount
    var lines = [
      "\(examples.lineCount) lines of \(all) documents; fitted on \(training) documents of \(examples.siteCount) sites",
      "Cross-validated, in percent: each document is judged by a model that was not fitted on its site.", "",
    ]
    var table = Table(["profile", "documents", "damage", "undamaged", "precision", "recall", "line F1", "threshold"])
    for profile in fit.profiles {
      let threshold = FitReport.number(Double(profile.value) / 1000, 2)
      for (name, figures) in [("fitted on", profile.training), ("all", profile.all), ("light", profile.light)] {
        if name == "light", examples.lightCount == 0 { continue }
        table.add([
          profile.threshold.profile, name, FitReport.number(figures.damage, 2), FitReport.number(figures.undamaged, 1),
          FitReport.number(figures.precision, 1), FitReport.number(figures.recall, 1),
          FitReport.number(figures.lineF1, 1), threshold,
        ])
      }
    }
    lines.append(table.text)
    var groups = Table(["without the group", "rules", "line F1 at 0.3 % damage"])
    for group in fit.groups {
      groups.add([group.name, String(group.rules), FitReport.number(-group.worth, 2)])
    }
    lines += ["", groups.text]
    text = lines.joined(separator: "\n")
  }

  /// What to say of a profile that misses its aims: whoever reads no more than the last line would take it for one that
  /// keeps to them. `nil` where it does.
  static func warning(_ profile: Fit.ProfileResult) -> String? {
    let aims = profile.threshold
    guard profile.missesAims || profile.isHopeless else { return nil }
    let figures = { (of: Figures) in "damage \(number(of.damage, 2)), undamaged \(number(of.undamaged, 1))" }
    let help =
      profile.isHopeless
      ? """
      rules that need no evidence come to \(figures(profile.certain)) by themselves, so that no threshold can; \
      'winnow rules profile' shows which of them take what people kept; the threshold is where the first line would go \
      besides that people kept here, and the fewer texts there are, the more those of other sites may lose
      """
      : "label more texts of more sites, write rules that tell more, or set other aims there"
    return aims.place.diagnostic(
      """
      the profile "\(aims.profile)" aims at damage \(number(aims.damage, 2)), undamaged \(number(aims.undamaged, 1)), and on \
      sites that a model was not fitted on comes to \(figures(profile.training))
      """, help: help, severity: .warning
    ).description
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value.magnitude * Double(scale)).rounded())
    let fraction = String(String(whole % scale + scale).dropFirst())
    return "\(value < 0 && whole > 0 ? "-" : "")\(whole / scale).\(fraction)"
  }
}
