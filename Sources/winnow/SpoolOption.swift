internal import Arguments
internal import Files
internal import Spool

/// The option that says which spool a command works on.
enum SpoolOption {
  /// The folder that is named, if it is a spool.
  static func folder(_ invocation: Invocation) throws -> Path {
    guard let spool = invocation.path("spool")?.withoutTrailingSlashes else {
      throw invocation.error("--spool DIR is missing")
    }
    if let fault = fault(of: spool) { throw Failure(.faults, "winnow: \(fault.what)\n  help: \(fault.help)") }
    return spool
  }

  /// Why a folder is no spool that can be looked at, and what to do.
  private static func fault(of spool: Path) -> (what: String, help: String)? {
    do {
      _ = try Layout(opening: spool)
      return nil
    } catch let error where error.errno == .accessDenied {
      return ("\(error)", "members of the group that the spool's folders belong to may look at them, and root may")
    } catch let error where error.errno == .noSuchFile && Layout.danglingLink(in: spool) != nil {
      let link = Layout.danglingLink(in: spool)
      return (link?.description ?? "\(error)", "mount or make what it leads to")
    } catch let error where error.path == spool.description {
      let names = "name the folder that holds inbox, outbox and failed"
      switch error.errno {
      case .noSuchFile: return ("there is no folder '\(spool)'", "\(names); the service's settings have it as 'spool'")
      case .notADirectory: return ("'\(spool)' is no folder", names)
      default: return ("\(error)", names)
      }
    } catch {
      let inside = "\(spool)/"
      let part = error.path.hasPrefix(inside) ? String(error.path.dropFirst(inside.count)) : error.path
      let isMissing = error.errno.isAbsent
      let parent = spool.parent.isEmpty ? "." : spool.parent
      if isMissing, part == ".winnow" {
        return ("'\(spool)' is no spool: it has no folder '.winnow'", "where it is a copy of one, make that folder")
      }
      return (
        isMissing ? "'\(spool)' is no spool: it has no folder '\(part)'" : "\(error)",
        isSpool(parent)
          ? "did you mean '\(parent)'?"
          : "name the folder that holds inbox, outbox and failed; winnowd makes what is missing of it at its start"
      )
    }
  }

  /// Whether a folder is a spool; somebody may have named the inbox in it.
  private static func isSpool(_ path: Path) -> Bool {
    do {
      _ = try Layout(opening: path)
      return true
    } catch {
      return false
    }
  }
}
