/// The codes that documents have for their languages: those of two letters, where there is one.
public enum LanguageCodes {
  /// The code that documents have for a language; `nil` where there is none, as there is no such language.
  ///
  /// - Parameter code: In lower case, of two letters or three. Of three that have none of two, whatever they are.
  public static func standard(_ code: String) -> String? {
    let code = shorter[code] ?? code
    return isUnknown(code) ? nil : code
  }

  /// Whether no document has the code: it is none of ISO 639-1, or there is one of two letters for it.
  static func isUnknown(_ code: String) -> Bool {
    code.utf8.count == 2 ? !known.contains(code) : shorter[code] != nil
  }

  /// The code that documents have where people write another one.
  static func meant(by code: String) -> String? { shorter[code] }

  /// Each code of ISO 639-2, and the one of ISO 639-1 for the same language.
  private static let pairs = """
    aaraa abkab afraf akaak albsq amham araar argan armhy asmas avaav aveae aymay azeaz bakba bambm baqeu belbe benbn
    bihbh bisbi bodbo bosbs brebr bulbg burmy catca cescs chach chece chizh chucu chvcv corkw cosco crecr cymcy czecs
    danda deude divdv dutnl dzodz ellel engen epoeo estet euseu eweee faofo fasfa fijfj finfi frafr frefr fryfy fulff
    geoka gerde glagd glega glggl glvgv greel grngn gujgu hatht hauha hbssh hebhe herhz hinhi hmoho hrvhr hunhu hyehy
    iboig iceis idoio iiiii ikuiu ileie inaia indid ipkik islis itait javjv jpnja kalkl kankn kasks katka kaukr kazkk
    khmkm kikki kinrw kirky komkv konkg korko kuakj kurku laolo latla lavlv limli linln litlt ltzlb lublu luglg macmk
    mahmh malml maomi marmr mayms mkdmk mlgmg mltmt monmn mrimi msams myamy nauna navnv nblnr ndend ndong nepne nldnl
    nnonn nobnb norno nyany ocioc ojioj orior ormom ossos panpa perfa plipi polpl porpt pusps quequ rohrm ronro rumro
    runrn rusru sagsg sansa sinsi slksk slosk slvsl smese smosm snasn sndsd somso sotst spaes sqisq srdsc srpsr sswss
    sunsu swasw swesv tahty tamta tattt telte tgktg tgltl thath tibbo tirti tonto tsntn tsots tuktk turtr twitw uigug
    ukruk urdur uzbuz venve vievi volvo welcy wlnwa wolwo xhoxh yidyi yoryo zhaza zhozh zulzu
    """.split { $0 == " " || $0 == "\n" }.map { (three: String($0.prefix(3)), two: String($0.suffix(2))) }

  private static let known = Set(pairs.map(\.two))

  /// Other names: those of ISO 639-2; of ISO 639-3 those of languages that ISO 639-1 has under one code, as programs tell
  /// that identify languages; those of before 1989; and countries taken for languages.
  private static let shorter = [
    "als": "sq", "arb": "ar", "ayr": "ay", "azj": "az", "cmn": "zh", "ekk": "et", "gaz": "om", "khk": "mn", "kmr": "ku",
    "lvs": "lv", "npi": "ne", "ory": "or", "pes": "fa", "plt": "mg", "prs": "fa", "quy": "qu", "swh": "sw", "uzn": "uz",
    "ydd": "yi", "zsm": "ms", "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "jp": "ja", "cn": "zh",
    "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "us": "en", "gb": "en",
  ].merging(pairs.map { ($0.three, $0.two) }) { own, _ in own }
}
