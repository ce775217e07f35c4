package dev.gatun.torch;

/** torch.layout: how a tensor's elements are stored; an argument of operators. */
public enum Layout {
  STRIDED,
  SPARSE_COO,
  SPARSE_CSR,
  MKLDNN,
  SPARSE_CSC,
  SPARSE_BSR,
  SPARSE_BSC,
  JAGGED;

  /** The number of libtorch's Layout. */
  public int number() {
    return ordinal();
  }
}
