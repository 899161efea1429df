/// What the command line asks for.
struct Options {
  var rules = ""
  var texts = ""
  var limit = Int.max
  var seconds = 1.0
  var threads = 1
  var isReference = false
  var isCheck = false
  var isProfile = false

  init?(_ arguments: [String]) {
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      switch name {
      case "--reference": isReference = true
      case "--check": isCheck = true
      case "--profile": isProfile = true
      default:
        guard let value = rest.popFirst() else { return nil }
        switch name {
        case "--rules": rules = value
        case "--texts": texts = value
        case "--limit": limit = Int(value) ?? .max
        case "--seconds": seconds = Double(value) ?? 1
        case "--threads": threads = Int(value) ?? 1
        default: return nil
        }
      }
    }
    if rules.isEmpty || texts.isEmpty { return nil }
  }
}
