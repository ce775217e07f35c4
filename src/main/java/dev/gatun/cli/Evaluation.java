package dev.gatun.cli;

import dev.gatun.data.IngestReport;
import dev.gatun.model.ModelSource;
import dev.gatun.train.Evaluator;
import dev.gatun.train.Findings;

/** What {@code evaluate} was asked, and what it found. */
record Evaluation(
    ModelSource model,
    ModelSource reference,
    String data,
    Evaluator.Settings settings,
    IngestReport report,
    Findings findings) {}
