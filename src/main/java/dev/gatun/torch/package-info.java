/** Tensors, scopes, autograd, devices and operators, with PyTorch's names. */
@NullMarked
package dev.gatun.torch;

import org.jspecify.annotations.NullMarked;
