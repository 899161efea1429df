extension Event {
  /// The kinds of events; the raw value is a word for machines.
  public enum Kind: String, Sendable, CaseIterable {
    /// The service takes documents.
    case ready
    /// The service ends in order.
    case stopping
    /// Rules and settings were read anew.
    case reloaded
    /// New rules or settings can't be used.
    case reloadRefused = "reload-refused"
    /// A setting was changed that takes effect at the next start.
    case needsRestart = "needs-restart"
    /// The rules, or the settings, have something that is probably not meant.
    case rules
    /// Rules run in PCRE2's interpreter.
    case interpreted
    /// What the last run has left is taken up again.
    case recovered
    /// Documents were cleaned.
    case cleaned
    /// A document was cleaned that is probably not what its owner means it to be.
    case doubtful
    /// A document had its pair already.
    case repeated
    /// A rule rejected a document.
    case rejected
    /// A document can't be cleaned.
    case failed
    /// A document can neither be cleaned nor moved.
    case parked
    /// A document can't be claimed.
    case unclaimed
    /// A sidecar came after its document was taken.
    case lateSidecar = "late-sidecar"
    /// A document stays in the inbox at the end of a run that drains it.
    case left
    /// A fault makes everything wait.
    case paused
    /// A fault makes what goes to one folder of the outbox wait.
    case folderWaits = "folder-waits"
    /// The fault is gone.
    case resumed
    /// A folder has no events and is looked at now and then.
    case polling
    /// A folder or a document can't be read now.
    case unreadable
    /// The inbox was removed or replaced.
    case inboxLost = "inbox-lost"
    /// The status file can't be written.
    case status
    /// The service manager can't be told how things are.
    case manager
    /// Events were left out, as there were too many of a kind.
    case suppressed

    /// Identifies the kind in the journal, and its text in the catalog: 32 hexadecimal digits that never change.
    public var messageID: String {
      switch self {
      case .ready: "2e786b6d98934de59001569f61e6460f"
      case .stopping: "2a983efc18ae4ea696e16e7eab021297"
      case .reloaded: "b720a27d49d540fa9ac71ee27361741f"
      case .reloadRefused: "adf2c7d0470d497e994ea58af8fb62ea"
      case .needsRestart: "90d5c87f6c01486498927127c2239ce3"
      case .rules: "fa8e4319622d4c6c8ddee61a1656b9e8"
      case .interpreted: "c04c8b87f5564b37ac99b44ab0e01483"
      case .recovered: "0c4ef7cdcd5344028000f2b7bc10342a"
      case .cleaned: "753bf26c4393499cb892bd3ee2a324ed"
      case .doubtful: "6e89cc705c5c4c4981a3c31639cc0d16"
      case .repeated: "d6f0fff15982435e9bd56594bd62a0e1"
      case .rejected: "50d85870556145faab2be1c6338d475e"
      case .failed: "a664824414e64d81b23aa6bace0ca07d"
      case .parked: "757321835d1646fc9cb81416d3641380"
      case .unclaimed: "17bd0c1d45774c098de4e30713741fa6"
      case .lateSidecar: "176bee79fc07400aa578f7f61c337344"
      case .left: "507d35eeb6144a91989ce2b06ab5a7c2"
      case .paused: "c93993005f4d45a6abbe3e1ccefdbf6c"
      case .folderWaits: "9ab1b5e9e0514c98a57da1592e5c66c3"
      case .resumed: "40763acce33e489db90b6c8e9d2318dd"
      case .polling: "f64d5490e7f443599b95f1a79c1f8ead"
      case .unreadable: "c5266b88ef0d4f679db1a9b17ba652a9"
      case .inboxLost: "679992781507479c83dda84a66e77839"
      case .status: "22aca432e53e47c190e6f49c950f731a"
      case .manager: "0b077c47a06443bc8596106d41c4664d"
      case .suppressed: "c0aee8654eb243a1a4e7e88e9e680fcd"
      }
    }
  }
}
