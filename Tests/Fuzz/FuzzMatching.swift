// A libFuzzer target: the index gives what the reference gives, for any pattern and any text.
//
// Built by script/fuzz together with the sources of Matching, not by the package manager.

/// The input: a byte of options, a byte for the subject, the pattern up to a byte of 0xFF, then the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard count > 3, let end = input.dropFirst(2).firstIndex(of: 0xFF) else { return 0 }
  let pattern = String(decoding: input[2..<end], as: UTF8.self)
  let text = Array(String(decoding: input[(end + 1)...], as: UTF8.self).utf8)
  let subject: Expression.Subject =
    input[1] & 1 == 0 ? .document : .line(minimum: Int(input[1] >> 6), maximum: 80)
  let options = Expression.Options(rawValue: input[0] & 15)
  guard let compiled = compile(Expression(pattern, options: options, subject: subject)) else { return 0 }
  let expected = matches(ReferenceMatcher([compiled]), text)
  let found = matches(IndexedMatcher([compiled]), text)
  if expected != found {
    fatalError("pattern \(pattern.debugDescription): expected \(expected), found \(found)")
  }
  return 0
}

private func compile(_ expression: Expression) -> CompiledExpression? {
  do { return try CompiledExpression(expression) } catch { return nil }
}

private func matches(_ matcher: some Matcher, _ text: [UInt8]) -> Matches {
  var matches = Matches()
  do {
    try matcher.findMatches(in: text, enabled: [], using: Scratch(), into: &matches, shouldStop: { false })
  } catch { fatalError("nothing told it to stop") }
  return matches.sorted()
}
