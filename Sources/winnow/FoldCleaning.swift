internal import Cleaning
internal import Files
internal import Fitting
internal import Formats
internal import Matching
internal import Rulebook

/// Cleans texts by cross-validated models, so that another scorer can judge them.
struct FoldCleaning {
  private let fit: Fit
  /// By profile, then by fold.
  private let cleaners: [[Cleaner]]

  init(_ rulebook: Rulebook, _ fit: Fit) {
    self.fit = fit
    cleaners = fit.profiles.indices.map { profile in
      let rules = rulebook.under(fit.profiles[profile].threshold.profile)
      return fit.folds.map { fold in
        let levels = zip(fit.profiles, fold.thresholds).map {
          Evidence.Level(profile: $0.threshold.profile, threshold: $1)
        }
        return Cleaner(rules.trying(weights: fold.weights, thresholds: levels))
      }
    }
  }

  func clean(_ corpora: [Path], into folder: Directory) throws {
    let scratch = Scratch()
    for path in corpora {
      let corpus = try Corpus(at: path)
      for (profile, result) in fit.profiles.enumerated() {
        let place = path.name.appending(Path(result.threshold.profile))
        let output = try folder.makeDirectory(place, mode: 0o777)
        for item in corpus.items {
          let document = try Document(Directory.readFollowing(item.path), invalidBytes: .legacy)
          let context = Context(language: document.detectedLanguage, path: item.path.name.description)
          let fold = Fit.fold(ofSite: item.site ?? item.name, of: fit.folds.count)
          let cleaned = try cleaners[profile][fold].clean(document.text, context: context, using: scratch)
          try output.writeWhole(item.path.name, cleaned.text, by: ".winnow.part")
        }
      }
    }
  }
}
