import Diagnostics
import Files
import Rulebook

extension Rulebook {
  /// A rulebook from the text of one rule file; `winnow = 1` and `pack = "t"` are put before it.
  public convenience init(rules text: String, profile: String? = nil, jit: Bool = true) throws {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", "winnow = 1\npack = \"t\"\n" + text)
    try self.init(loading: [folder.path], profile: profile, jit: jit)
  }

  /// The packs of the checkout.
  public static func shipped() throws -> Rulebook {
    try Rulebook(loading: [Goldens.folder.parent.parent.appending("Rules")])
  }
}
