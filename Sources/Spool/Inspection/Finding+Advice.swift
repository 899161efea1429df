/// What a person should know of the kinds of finding.
extension Finding.Kind {
  /// What it means, for a human.
  public var meaning: String {
    switch self {
    case .textMissing: "the record is there and its text is not; a consumer takes the record first"
    case .textDiffers: "the text is not the one that its record states: somebody or the disk has changed it"
    case .textAlone: "a text without a record, which is no pair: a commit was cut off, or somebody took the record"
    case .notARecord: "it is named as a record is, and is none"
    case .misnamed: "its name does not fit what it is or where it stands: somebody has put it there, or renamed it"
    case .doubled: "a second record of the same document"
    case .originalDiffers:
      "the original in archive is not what was cleaned: its producer wrote on, or somebody changed it"
    case .inWork: "the service has taken it, and does not run"
    case .temporary: "a run that was cut off has left it, or a record waits there for its folder"
    case .reasonMissing: "a document in failed/ that nothing says the reason of"
    case .reasonAlone: "a reason in failed/ whose document somebody has taken"
    case .unreadable: "nobody can tell what is there"
    case .notAFile: "a link, a pipe or a device where files belong"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .textMissing: "move the record away, and for a new pair its original from archive to the inbox"
    case .textDiffers: "move the pair away, the record first, and for a new pair its original from archive to the inbox"
    case .textAlone:
      "start winnowd, which completes what was cut off; what is left then may go once its original is found, "
        + "which for a new pair goes from archive to the inbox: in a copy of a running spool the text may be all that there is"
    case .notARecord: "move it away, and for a new pair its original from archive to the inbox"
    case .misnamed: "move it out of the outbox, or give it back its name"
    case .doubled: "move one of the two pairs away, its record first"
    case .originalDiffers:
      "where its producer wrote on, move the pair away, the record first, and for a pair of the whole the original from "
        + "archive to the inbox; else winnow restore makes the one that was cleaned from the pair, to be kept beside it"
    case .inWork: "start winnowd, which takes it up"
    case .temporary: "start winnowd, which completes or removes it"
    case .reasonMissing:
      "winnow retry brings the reason back where a retry was cut off; else move the document to the inbox, or away"
    case .reasonAlone: "nothing is lost by removing it"
    case .unreadable: "mend its permissions, or the disk; or look as root"
    case .notAFile: "whoever has put it there may remove it"
    }
  }
}
