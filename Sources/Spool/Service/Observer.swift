/// Told of the service's life, so that a service manager can be.
public struct Observer: Sendable {
  /// Start-up has come a step further. Called often where it is long.
  public var starting: @Sendable () -> Void = {}
  /// Documents are taken; also after a reload, refused or not.
  public var ready: @Sendable (Status) -> Void = { _ in }
  /// Rules and settings are read anew.
  public var reloading: @Sendable () -> Void = {}
  /// The service ends.
  public var stopping: @Sendable () -> Void = {}
  /// A document is done, or the service has looked round and found nothing to do. Called often, and by many threads; not
  /// while all that is in hand stands still.
  public var progressed: @Sendable () -> Void = {}
  /// The status has changed. Called once a second at most, but at once for a reload and at the end.
  public var reported: @Sendable (Status) -> Void = { _ in }
  /// How often ``progressed`` is wanted when there is nothing to do, in nanoseconds; `nil`: no matter.
  public var interval: Int?

  /// An observer that does nothing.
  public init() {}
}
