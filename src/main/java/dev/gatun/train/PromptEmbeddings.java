package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.model.CausalLM;
import dev.gatun.model.PackedSequences;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Vectors for the prompts of rows. */
sealed interface PromptEmbeddings {
  /** (rows, size), float64 on the CPU, in the caller's scope. */
  Tensor of(TokenStore store, List<Integer> rows);

  /** What the rows bring along. */
  record Given() implements PromptEmbeddings {
    @Override
    public Tensor of(TokenStore store, List<Integer> rows) {
      try (var scope = TensorScope.open()) {
        var vectors = new ArrayList<Tensor>();
        for (var row : rows) {
          var values = store.embedding(row).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
          vectors.add(Tensor.of(values));
        }
        return scope.keep(Tensor.stack(vectors, 0).to(DType.FLOAT64));
      }
    }
  }

  /**
   * The mean of a model's last hidden states over the prompt's tokens; zeros of a row without a
   * prompt.
   */
  record OfModel(CausalLM model) implements PromptEmbeddings {
    @Override
    public Tensor of(TokenStore store, List<Integer> rows) {
      try (var scope = TensorScope.open();
          var _ = Autograd.noGrad()) {
        var prompts = new ArrayList<long[]>();
        var tokenOf = new ArrayList<Long>();
        var lengths = new double[rows.size()];
        for (var i = 0; i < rows.size(); i++) {
          var ids = store.prompt(rows.get(i)).toArray(ValueLayout.JAVA_INT_UNALIGNED);
          lengths[i] = Math.max(ids.length, 1);
          if (ids.length > 0) prompts.add(Arrays.stream(ids).asLongStream().toArray());
          for (var _ : ids) tokenOf.add((long) i);
        }
        var size = model.outputWeight().size(1);
        var sums = Tensor.zeros(Shape.of(rows.size(), size), DType.FLOAT64, Device.CPU);
        if (!prompts.isEmpty()) {
          var packed = PackedSequences.of(model.device(), prompts.toArray(long[][]::new));
          var hidden = model.hiddenStates(packed).to(Device.CPU);
          var at = Tensor.of(tokenOf.stream().mapToLong(row -> row).toArray());
          sums = sums.indexAdd(0, at, hidden.to(DType.FLOAT64));
        }
        return scope.keep(sums.div(Tensor.of(lengths).unsqueeze(1)));
      }
    }
  }
}
