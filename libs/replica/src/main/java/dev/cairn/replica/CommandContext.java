package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import java.time.Instant;

/** What a command may know beside the tree. The time is the same for everything the command does. */
public record CommandContext(Instant now, Epoch epoch) {}
