/// What to do about a key that people write where there is none such.
public enum KeyHint: Sendable {
  /// Another key of the same table is meant.
  case key(String)
  /// Something else, in words.
  case words(String)
}
