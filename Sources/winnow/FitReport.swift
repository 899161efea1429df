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
        if name == "light", examples.lightCount == 0 {
          table.add([profile.threshold.profile, name] + Array(repeating: "–", count: 5) + [threshold])
          continue
        }
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

  private static func number(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value.magnitude * Double(scale)).rounded())
    let fraction = String(String(whole % scale + scale).dropFirst())
    return "\(value < 0 && whole > 0 ? "-" : "")\(whole / scale).\(fraction)"
  }
}
