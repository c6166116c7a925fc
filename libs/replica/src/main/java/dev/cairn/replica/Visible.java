package dev.cairn.replica;

import dev.cairn.btree.Snapshot;
import dev.cairn.kernel.Position;

/** What readers see, always durable, and where in the log it stands. */
record Visible(Snapshot snapshot, Position position) {}
