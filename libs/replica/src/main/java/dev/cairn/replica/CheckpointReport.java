package dev.cairn.replica;

import dev.cairn.kernel.Position;
import java.util.Optional;

/** A checkpoint that was made, or the failure that prevented it. */
public record CheckpointReport(Position position, long nanos, Optional<Exception> failure) {}
