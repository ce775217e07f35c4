package dev.gatun.cli;

/** A failure to which a command has added what it alone knows. */
final class ReportedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  ReportedFailure(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
