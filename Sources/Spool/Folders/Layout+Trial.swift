internal import Files
internal import Threads

extension Layout {
  /// Whether the spool's own folders can be written to, asked by doing it.
  ///
  /// Cleaning hundreds of documents only to find the disk still full would cost more than asking it; and a folder of the
  /// spool's own that can't be written to is no document's fault.
  func tryAll(_ options: Options) throws(FileError) {
    let sync = options.durability != .off
    try temporary.writeAnew("probe", Layout.room, sync: sync)
    let own = [outbox, failed, levels[0]] + (options.keepsOriginals ? [archive] : [])
    // Where not even that goes, it is no single document's fault.
    for folder in own { try putProbe(into: folder, isOutbox: folder === outbox) }
  }

  /// Whether anything can be published, asked by doing it: an error that a document meets alone says nothing of the others.
  ///
  /// - Parameters:
  ///   - folder: A folder of the outbox; where it is missing, the one that it is to be made in is asked.
  ///   - failure: What has failed. Where that was for a lack of space, it is asked whether the disk has some.
  func canPublish(into folder: Path = .empty, after failure: FileError? = nil) -> Bool {
    // The thread that commits may ask while another one does.
    Layout.trials.withLock { _ in
      do throws(FileError) {
        try temporary.writeAnew("probe", failure?.lacksSpace == true ? Layout.room : [0], sync: false)
        var folder = folder
        while !folder.isEmpty, try FolderTree.existing(folder, in: outbox) == nil { folder = folder.parent }
        try putProbe(into: FolderTree.existing(folder, in: outbox) ?? outbox, isOutbox: true)
        return true
      } catch {
        return false
      }
    }
  }

  /// Removes what is put aside for the next try, as no other comes.
  func endTrials() throws(FileError) {
    if try temporary.status("probe") != nil { try temporary.remove("probe") }
  }

  private static let trials = Locked(())
  /// More than a folder takes to grow by an entry.
  private static let room = [UInt8](repeating: 0, count: 64 << 10)

  /// Puts a file into a folder, into the outbox the one that is ready for it, and takes it out again.
  private func putProbe(into folder: Directory, isOutbox: Bool) throws(FileError) {
    let name = try Layout.probe(in: [folder])
    if isOutbox {
      do {
        try temporary.rename("probe", to: folder, name)
      } catch let error where error.errno == .exists {
        // One of an earlier try, which the kernel sees only where renaming goes.
      }
    } else {
      _ = try folder.openOrCreate(name)
    }
    do {
      try folder.remove(name)
    } catch let error where error.errno == .notPermitted {
      // Files may only be added there, as to an archive that is written once.
    }
  }
}
