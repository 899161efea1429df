internal import Files
internal import Formats

/// A document whose pair is in the outbox.
struct Committed: Sendable {
  let claim: Claim
  /// The record's `id`.
  let id: String
  /// The clean text's size.
  let bytesOut: Int
  /// What rules took out of the text.
  let bytesRemoved: Int
  /// How often each rule had its way.
  let hits: [(rule: String, count: Int)]
  /// How many places a rule gave no answer at.
  let inconclusive: Int
  /// Why it is probably not what its owner means it to be.
  let doubts: [Doubt]

  init(_ publication: Publication) {
    claim = publication.claim
    id = publication.cleaned.id
    bytesOut = publication.cleaned.text.count
    bytesRemoved = publication.cleaned.bytesRemoved
    hits = publication.cleaned.hits
    inconclusive = publication.cleaned.inconclusive
    doubts = publication.cleaned.doubts
  }
}

/// What has become of a batch's documents.
struct BatchReport: Sendable {
  /// Committed and archived.
  var cleaned: [Committed] = []
  /// Had a record already; archived.
  var repeated: [Claim] = []
  /// In failed/ now.
  var refused: [(claim: Claim, refusal: Refusal)] = []
  /// Still in work, to be tried again; the error where there was one.
  var again: [(claim: Claim, error: FileError?)] = []
  /// Still in work, to be tried again: they can't be published, though others of their folder can be.
  var misplaced: [(claim: Claim, error: FileError)] = []
  /// Still in work, until their folder of the outbox takes something.
  var stuck: [(claim: Claim, error: FileError)] = []
  /// Still in work: somebody has them open for writing.
  var beingWritten: [Claim] = []

  var bytesIn: Int { cleaned.reduce(0) { $0 + $1.claim.size } }
  var bytesOut: Int { cleaned.reduce(0) { $0 + $1.bytesOut } }
}
