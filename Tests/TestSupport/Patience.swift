import Foundation
import Testing

/// How long tests wait. A program that a sanitizer slows down, or a machine that has much else to do, needs more:
/// `WINNOW_PATIENCE` multiplies every limit.
public enum Patience {
  /// What limits are multiplied with.
  public static let factor = ProcessInfo.processInfo.environment["WINNOW_PATIENCE"].flatMap(Double.init) ?? 1
}

extension Trait where Self == TimeLimitTrait {
  /// For what would take hours, or for ever, if it were at fault: a minute, times ``Patience/factor``.
  public static var endsSoon: Self { .timeLimit(.minutes(max(1, Int(Patience.factor)))) }
}
