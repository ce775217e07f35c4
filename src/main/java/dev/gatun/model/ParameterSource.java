package dev.gatun.model;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Shape;

/** Where a decoder's parameters come from. */
interface ParameterSource {
  /** The parameter of this name and shape: a free leaf tensor, which the caller owns. */
  Parameter parameter(String name, Shape shape);
}
