package dev.cairn.replica;

import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.log.TransactionLog;

/** What a replica was given, for all its terms. */
record Surroundings(
        ReplicaSettings settings,
        Disk disk,
        TransactionLog log,
        StateSource source,
        ReplicaListener listener,
        ReplicaMonitor monitor,
        TimeSource clock,
        Workers workers) {}
