package dev.gatun.data;

import java.util.Arrays;

/** A vector that stands for a row's prompt: one or more finite numbers. */
public record Embedding(float[] values) {
  public Embedding {
    values = values.clone();
    if (values.length == 0) throw new IllegalArgumentException("an embedding without numbers");
    for (var value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("an embedding with " + value + " in it");
      }
    }
  }

  @Override
  public float[] values() {
    return values.clone();
  }

  int size() {
    return values.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding(var others) && Arrays.equals(values, others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "an embedding of " + values.length + " numbers";
  }
}
