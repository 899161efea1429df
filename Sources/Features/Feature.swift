/// A measured feature of a line, or of what the line stands in: its neighbours, run, block and document.
///
/// Each has one small whole number for each line. The names are the keys of `when` in rule files. The cases of one
/// group stand together and in this order: first what can be told from the line alone.
public enum Feature: UInt8, Sendable, CaseIterable {
  // MARK: the line itself

  /// Words: what stands between white space; in scripts without spaces two characters count as a word.
  case words
  /// Characters (Unicode scalar values).
  case characters
  /// How the line ends: see ``LineEnd``.
  case ends
  /// How the line starts: see ``LineStart``.
  case starts
  /// Percent of the words that are function words of some European languages.
  case functionWords
  /// Percent of the letters that are capitals.
  case capitals
  /// Percent of the characters that are digits.
  case digits
  /// Percent of the words that begin with a capital.
  case capitalised
  /// Percent of the words of four and more letters that begin with a capital; -1 where there are none.
  case titleCase
  /// Ends of sentences inside the line.
  case sentences
  /// Commas.
  case commas
  /// Words that speak to or of the reader or the paper: you, your, we, us, our, I, my and their like.
  case address
  /// Mean length of the words in letters, in tenths.
  case wordLength
  /// Percent of its characters, bullets and signs before its text left out, that are labels of links; -1 in a text that has
  /// few links written out, or none.
  case linked
  /// What the line holds, a feature each, 1 or 0: ``Trait``.
  case separator, spacedSeparator, url, mail, handle, year, date, time, ago, counter, money, copyright, innerColon
  case quotation, bracket, wordless, indented, code

  // MARK: the line among others

  /// What the line is: see ``LineKind``.
  case kind
  /// Where it stands: see ``Zone``.
  case zone
  /// Blank lines round it: see ``BlankPlace``.
  case blank
  /// How often the line occurs in the document.
  case repeats
  /// Lines in its run: a run is an unbroken stretch of fragments. 0 where the line is no fragment.
  case run
  /// Its place in the run, from 1; 0 where it is no fragment.
  case runPlace
  /// Lines that follow in the run.
  case runRest
  /// Mean number of words of the run's lines, in tenths.
  case runWords
  /// Percent of the run's lines all of whose longer words are capitalised.
  case runTitleCase
  /// Percent of the run's other lines that hold a digit.
  case runDigits
  /// Mean difference of length between the run's successive lines, in words.
  case runSpread
  /// How the run's first line ends: see ``LineEnd``.
  case runFirstEnds
  /// Words of the run's first line.
  case runFirstWords
  /// Percent of the longer words of the run's other lines that occur in prose; -1 where there are none.
  case runTopic
  /// Lines in its block: a block is what stands between blank lines.
  case block
  /// Prose lines in its block.
  case blockProse
  /// Percent of the block's other lines that hold a digit; -1 where there are no others.
  case blockDigits
  /// Percent of the longer words of the block's other lines that occur in prose; -1 where there are none.
  case blockTopic
  /// Percent of prose among the five lines before and after it.
  case proseNear
  /// Percent of prose among the fifteen lines before and after it.
  case proseWide
  /// Prose lines before it.
  case proseBefore
  /// Prose lines after it.
  case proseAfter
  /// Lines back to the last line that is no fragment; 99 where there is none.
  case sinceSentence
  /// Lines on to the next line that is no fragment; 99 where there is none.
  case untilSentence
  /// 1 where it breaks off in mid-sentence and the next line goes on, or where it goes on itself: a paragraph that is
  /// broken into lines. Else 0.
  case broken
  /// How the last line before it ends that is no fragment, or that ends in a colon: what leads up to a list. See
  /// ``LineEnd``; -1 where there is none.
  case intro
  /// Where it stands to the document's core: see ``CorePlace``.
  case core
  /// Lines to the core, from 1; 0 in it, and where there is none.
  case coreDistance
  /// Lines from the start, from 1.
  case fromStart
  /// Lines to the end, from 1.
  case toEnd
  /// Neighbouring fragments that begin with the same word, end with the same word, or look alike: 0 to 2 each.
  case sameFirstWord, sameLastWord, alike

  // MARK: its words

  /// Percent of its longer words (four letters and more, no function words) that occur in other prose lines; -1 where
  /// it has none. Words whose first six letters are the same count as one here and in the next ones.
  case topic
  /// Percent of its longer words that occur in two and more other prose lines; -1 where it has none.
  case topicTwice
  /// Percent of its longer words that occur in other prose lines of the core; -1 where it has none.
  case coreTopic
  /// How many longer words it has.
  case topicWords
  /// Percent of its longer words that occur in the document's first line; -1 where it has none, or is the first.
  case titleWords
  /// 1 where it is the title that the document came with, else 0.
  case titled

  // MARK: the document

  /// Lines that are not blank.
  case documentLines
  /// Prose lines.
  case documentProse
  /// Percent of the lines that are fragments.
  case documentFragments
  /// Percent of the words that stand in prose lines.
  case documentProseWords
  /// Percent of the lines that are fragments and stand between the first and the last prose line.
  case documentInner
  /// Words of the longest line; two characters are a word where words are not spaced.
  case documentLongest
  /// Pages, as form feeds part them; 1 where there are none.
  case documentPages

  /// Percent of the lines that are indented.
  case documentIndented
  /// Percent of the lines that look like code.
  case documentCode
  /// Percent of the lines of 40 and more characters that break off in mid-sentence.
  case documentBroken

  // MARK: marks

  /// How many different marks the line bears.
  case marks
  /// How many of the four lines before and after it bear a mark.
  case marksNear
  /// Percent of the run's other lines that bear a mark; -1 where there are no others.
  case runMarks
  /// Percent of the block's other lines that bear a mark; -1 where there are no others.
  case blockMarks
  /// Percent of the document's fragments that bear a mark.
  case documentMarks
  /// Lines since the mark that leads; 0 where none leads.
  case underLines

  // MARK: removals

  /// How many lines of the document rules take that need no evidence; -1 where no rule of the rulebook could.
  case documentRemovals

  // MARK: evidence

  /// The evidence against the four lines before and the four after it: each counted from 0, where all speaks for the
  /// article, to 100, where all speaks against the line, and their mean taken; -1 where there are no others, or no rule
  /// weighs.
  case evidenceNear
  /// The same of ten lines on each side.
  case evidenceWide
  /// The same of all lines of the document, itself included.
  case documentEvidence

  /// What it never exceeds; `nil` where there is no bound.
  public var greatest: Int? {
    switch self {
    case .functionWords, .capitals, .digits, .capitalised, .titleCase, .linked, .runTitleCase, .runDigits, .runTopic,
      .blockDigits, .blockTopic, .proseNear, .proseWide, .topic, .topicTwice, .coreTopic, .titleWords,
      .documentFragments, .documentProseWords, .documentInner, .documentIndented, .documentCode, .documentBroken,
      .runMarks, .blockMarks, .documentMarks, .evidenceNear, .evidenceWide, .documentEvidence:
      100
    case .broken, .titled: 1
    case .sameFirstWord, .sameLastWord, .alike: 2
    default: nil
    }
  }

  /// Whether marks must be known first.
  public var needsMarks: Bool { rawValue >= Feature.marks.rawValue && rawValue < Feature.documentRemovals.rawValue }

  /// Whether it must be known first what rules take that need no evidence.
  public var needsRemovals: Bool { self == .documentRemovals }

  /// Whether it must be known first what the lines show by themselves.
  public var needsEvidence: Bool { rawValue >= Feature.evidenceNear.rawValue }

  /// How many there are.
  static let count = Int(Feature.documentEvidence.rawValue) + 1
}

/// How a line ends, closing quotes and brackets after a mark left out of account.
public enum LineEnd: UInt8, Sendable, CaseIterable {
  case dot, exclamation, question, ellipsis, colon, comma, quote, bracket, digit, letter, symbol

  /// Whether the line ends as a sentence does.
  public var isMark: Bool { rawValue <= LineEnd.ellipsis.rawValue }
}

/// How a line starts.
public enum LineStart: UInt8, Sendable, CaseIterable {
  case digit, quote, bullet, upper, lower, letter, symbol
}

/// What a line is.
public enum LineKind: UInt8, Sendable, CaseIterable {
  /// At least ten words with an end mark, or at least thirty words.
  case prose
  /// Four to nine words with an end mark.
  case sentence
  /// Anything else.
  case fragment
}

/// Where a line stands, relative to the document's prose; a document without prose is all head.
public enum Zone: UInt8, Sendable, CaseIterable {
  case head, body, tail
}

/// Where a line stands to the document's core, the stretch of lines that holds most prose for its fragments.
public enum CorePlace: UInt8, Sendable, CaseIterable {
  case none, before, inside, after
}

/// Where a line has blank lines beside it. The ends of the document count as blank.
public enum BlankPlace: UInt8, Sendable, CaseIterable {
  case none, before, after, both
}
