package dev.gatun.text.jinja;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's tuple: a list that prints with parentheses and never equals a list. */
final class Tuple extends AbstractList<@Nullable Object> {
  private final List<@Nullable Object> items;
  private final boolean group;

  Tuple(List<@Nullable Object> items) {
    this(items, false);
  }

  private Tuple(List<@Nullable Object> items, boolean group) {
    this.items = items;
    this.group = group;
  }

  static Tuple pair(@Nullable Object first, @Nullable Object second) {
    return new Tuple(Arrays.asList(first, second));
  }

  /** A group of the groupby filter, which also answers to {@code .grouper} and {@code .list}. */
  static Tuple group(@Nullable Object grouper, @Nullable Object list) {
    return new Tuple(Arrays.asList(grouper, list), true);
  }

  boolean isGroup() {
    return group;
  }

  @Override
  public @Nullable Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }
}
