package dev.cairn.block.allocation;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.Epoch;
import dev.cairn.log.MemoryLog;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A replica of the allocator that leads, on a disk and a log in memory that outlive it. */
public final class LeadingReplica {

    private static final ReplicaSettings SETTINGS =
            new ReplicaSettings("allocator", TreeSettings.DEFAULT, ReplicaSettings.CHECKPOINT_LOG_BYTES);

    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryLog log = new MemoryLog();
    private final ManualTimeSource clock = new ManualTimeSource();
    private final AtomicBoolean confirmed = new AtomicBoolean(true);
    private final Replica replica = new Replica(SETTINGS, disk, log, ReplicaListener.none(), clock);
    private Epoch epoch = Epoch.NONE;

    /** Begins the next term. */
    public Replica start() {
        epoch = epoch.next();
        try {
            replica.lead(epoch, confirmed::get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return replica;
    }

    /** Ends the term and begins the next one, from what is durable. */
    public Replica restart() {
        replica.follow();
        return start();
    }

    /** Somebody else leads; this replica knows it only by its lease. */
    public void depose() {
        confirmed.set(false);
    }

    public ManualTimeSource clock() {
        return clock;
    }

    public void stop() {
        replica.close();
    }
}
