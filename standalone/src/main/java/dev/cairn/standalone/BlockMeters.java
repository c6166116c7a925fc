package dev.cairn.standalone;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.block.BlockMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a block-service instance tells into meters and log lines. Safe for use by any thread. */
public final class BlockMeters implements BlockMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(BlockMeters.class);

    private final Counter appended;
    private final Counter read;
    private final Timer syncs;
    private final Counter corrupt;

    public BlockMeters(MeterRegistry registry) {
        appended = Counter.builder("cairn.block.appended")
                .baseUnit("bytes")
                .description("Bytes of bodies that became durable")
                .register(registry);
        read = Counter.builder("cairn.block.read")
                .baseUnit("bytes")
                .description("Verified bytes that left")
                .register(registry);
        syncs = Timer.builder("cairn.block.sync")
                .description("Syncs of segments")
                .register(registry);
        corrupt = Counter.builder("cairn.block.corrupt")
                .description("Reads that met bytes which do not match their checksums")
                .register(registry);
    }

    @Override
    public void appended(long bytes) {
        appended.increment((double) bytes);
    }

    @Override
    public void read(long bytes) {
        read.increment((double) bytes);
    }

    @Override
    public void synced(Duration took, int bodies) {
        syncs.record(took);
    }

    @Override
    public void syncFailed(SegmentId segment, Throwable cause) {
        LOG.atError().setCause(cause).addKeyValue("segment", segment).log("a segment could not be synced");
    }

    @Override
    public void corrupt(Location location, String what) {
        corrupt.increment();
        LOG.atError()
                .addKeyValue("location", location)
                .addKeyValue("what", what)
                .log("damaged data");
    }

    @Override
    public void sealFailed(SegmentId segment, Throwable cause) {
        LOG.atWarn().setCause(cause).addKeyValue("segment", segment).log("a segment could not be sealed");
    }

    @Override
    public void takeOverFailed(Throwable cause) {
        LOG.atWarn().setCause(cause).log("segments of an earlier start could not be sealed");
    }
}
