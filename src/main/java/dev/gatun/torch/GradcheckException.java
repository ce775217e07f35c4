package dev.gatun.torch;

/** A gradient is not the derivative: see {@link Gradcheck}. */
public final class GradcheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GradcheckException(String message) {
    super(message);
  }
}
