package dev.gatun.data;

import java.lang.foreign.ValueLayout;

/**
 * The store's file: a header, all tokens as int32 (per row the prompt's, then the completion's,
 * with the complement of an id for a token that is not to be learned), then one index record per
 * row, then all embeddings as float32, where rows have some. Numbers are in the machine's own byte
 * order; the magic number tells.
 */
final class TokenStoreLayout {
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  static final long MAGIC = 0x4741_5455_4e54_4b33L; // GATUNTK3
  static final int HEADER_BYTES = 128;
  static final long AT_MAGIC = 0;
  static final long AT_ROWS = 8;
  static final long AT_TOKENS = 16;
  static final long AT_INDEX = 24; // byte offset of the index
  static final long AT_DESIRABLE = 32; // number of desirable rows
  static final long AT_MAX_LENGTH = 40;
  static final long AT_EMBEDDING = 44; // int32: numbers of each row's embedding; 0 without
  static final long AT_HASH = 64; // 32 bytes, SHA-256

  static final int RECORD_BYTES = 64;
  static final long REC_OFFSET = 0; // of the row's first token, counted in tokens
  static final long REC_PROMPT_KEY = 8;
  static final long REC_COMPLETION_KEY = 16;
  static final long REC_WEIGHT = 24;
  static final long REC_PROMPT_LENGTH = 32;
  static final long REC_COMPLETION_LENGTH = 36;
  static final long REC_LABEL = 40; // int32: 1 desirable, 0 not
  static final long REC_GROUP = 44; // int32: equal for rows given together; -1 for a row by itself
  static final long REC_SCORE = 48; // NaN where there is none
  static final long REC_GROUP_SIZE = 56; // int32: rows that were given together; the last 4 are 0

  private TokenStoreLayout() {}
}
