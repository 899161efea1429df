/// The codes that documents have for their languages.
enum LanguageCodes {
  /// Whether no document has the code: it is none of ISO 639-1, or there is one of two letters for it.
  static func isUnknown(_ code: String) -> Bool {
    code.utf8.count == 2 ? !known.contains(code) : shorter[code] != nil
  }

  /// The code that documents have where people write another one.
  static func meant(by code: String) -> String? { shorter[code] }

  private static let known = Set(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// Other names of frequent ones: those of ISO 639-2, those of before 1989, and countries taken for languages.
  private static let shorter = [
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "pol": "pl", "rus": "ru", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "ces": "cs", "cze": "cs",
    "tur": "tr", "ara": "ar", "jpn": "ja", "zho": "zh", "chi": "zh", "kor": "ko", "iw": "he", "in": "id", "ji": "yi",
    "jw": "jv", "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "us": "en", "gb": "en",
  ]
}
