internal import Files

extension Layout {
  /// Whether the spool's own folders can be written to, asked by doing it.
  ///
  /// Cleaning hundreds of documents only to find the disk still full would cost more than asking it; and a folder of the
  /// spool's own that can't be written to is no document's fault.
  func tryAll(_ options: Options) throws(FileError) {
    let sync = options.durability != .off
    try temporary.writeAnew("probe", Array(repeating: 0, count: 64 << 10), sync: sync)
    let own = [outbox, failed, levels[0]] + (options.keepsOriginals ? [archive] : [])
    for folder in own {
      let name = try Layout.probe(in: [folder])
      if folder === outbox {
        // Where not even that goes, it is no single document's fault.
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
}
